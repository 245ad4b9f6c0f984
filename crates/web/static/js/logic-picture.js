// The server's picture made operable: one stop for the Tab key, arrows from node to node (図の操作).

/** The columns from left to right; external factors stand in a band below. */
export const COLUMNS = ["input", "activity", "output", "outcome-initial", "outcome-intermediate", "outcome-final", "impact"];
export const OUTSIDE = "external";

export class Picture {
  constructor(editor) {
    this.editor = editor;
    this.isFit = false;
  }

  /** Takes a new picture into use. */
  adopt() {
    const { words } = this.editor;
    for (const svg of this.svgs()) {
      // A picture with parts that can be operated is no single image any more.
      svg.setAttribute("role", "group");
      svg.setAttribute("aria-label", words.saidPicture);
      svg.removeAttribute("aria-labelledby");
      svg.removeAttribute("tabindex");
      for (const group of svg.querySelectorAll("g[data-node]")) {
        group.setAttribute("role", "button");
        group.setAttribute("aria-label", group.querySelector("title")?.textContent ?? group.dataset.node);
        group.setAttribute("tabindex", "-1");
      }
      for (const quiet of svg.querySelectorAll("g[data-edge]")) quiet.setAttribute("aria-hidden", "true");
    }
    if (this.isFit) this.applyFit();
    this.mark();
  }

  svgs() {
    return [...this.editor.part("figure").querySelectorAll("svg.chart-svg")];
  }

  /** The picture that is shown at this width. */
  svg() {
    return this.svgs().find((svg) => svg.getClientRects().length > 0) ?? this.svgs()[0];
  }

  isNarrow() {
    return this.svg()?.classList.contains("chart-narrow") ?? false;
  }

  group(id) {
    return this.svg()?.querySelector(`g[data-node="${CSS.escape(String(id))}"]`) ?? null;
  }

  has(id) {
    return Boolean(this.group(id));
  }

  ids() {
    return this.nodes().map((node) => node.id);
  }

  /** Shows which node is selected, and makes it the one stop of the Tab key. */
  mark() {
    const { selected } = this.editor;
    for (const svg of this.svgs()) {
      const groups = [...svg.querySelectorAll("g[data-node]")];
      const stop = groups.find((group) => group.dataset.node === selected) ?? groups[0];
      for (const group of groups) {
        group.setAttribute("aria-pressed", String(group.dataset.node === selected));
        group.setAttribute("tabindex", group === stop ? "0" : "-1");
      }
    }
    this.editor.pointer?.showHandle();
  }

  /** Marks the node an arrow would lead to. */
  aim(id) {
    for (const group of this.svg().querySelectorAll("g[data-node]")) {
      group.classList.toggle("lme-target", group.dataset.node === id);
    }
    if (id) this.group(id)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  focus(id) {
    const group = this.group(id);
    if (!group) return false;
    group.focus();
    group.scrollIntoView({ block: "nearest", inline: "nearest" });
    return true;
  }

  /** Brings a node into the part of a wide picture that is seen, without moving the page. */
  reveal(id) {
    const group = id ? this.group(id) : null;
    const frame = this.svg()?.closest(".chart-scroll");
    if (!group || !frame) return;
    const [here, around] = [group.getBoundingClientRect(), frame.getBoundingClientRect()];
    if (here.left < around.left || here.right > around.right) frame.scrollLeft += here.left - around.left - (around.width - here.width) / 2;
  }

  /** Every node with its place and column, as the picture has them. */
  nodes() {
    const svg = this.svg();
    if (!svg) return [];
    const kinds = new Map();
    for (const column of svg.querySelectorAll("g.lm-col[data-kind]")) {
      const mark = [...column.classList].find((name) => name.startsWith("k-"));
      kinds.set(mark, column.dataset.kind);
    }
    return [...svg.querySelectorAll("g[data-node]")].map((group) => {
      const mark = [...group.classList].find((name) => name.startsWith("k-"));
      return { id: group.dataset.node, kind: kinds.get(mark) ?? OUTSIDE, box: boxOf(group), group };
    });
  }

  /** The nodes of a column from the top. */
  column(kind) {
    const inside = this.nodes().filter((node) => node.kind === kind);
    return inside.sort((a, b) => a.box.y - b.box.y || a.box.x - b.box.x);
  }

  /** The areas of the columns, for dropping something into one. */
  areas() {
    return [...this.svg().querySelectorAll("g.lm-col[data-kind]")].map((column) => ({ kind: column.dataset.kind, box: boxOf(column) }));
  }

  /** The node an arrow key leads to. */
  next(id, key) {
    const nodes = this.nodes();
    const here = nodes.find((node) => node.id === id) ?? nodes[0];
    if (!here) return null;
    if (id === null || id === undefined) return here.id;
    if (this.isNarrow()) return this.nextInLine(nodes, here, key);
    const column = this.column(here.kind);
    const at = column.findIndex((node) => node.id === here.id);
    const isOutside = here.kind === OUTSIDE;
    if (isOutside && (key === "ArrowLeft" || key === "ArrowRight")) return column[at + (key === "ArrowLeft" ? -1 : 1)]?.id ?? null;
    if (isOutside && key === "ArrowUp") return nearest(nodes.filter((node) => node.kind !== OUTSIDE), here, (one) => one.box.middleX, (one) => -one.box.y);
    if (key === "ArrowUp") return column[at - 1]?.id ?? null;
    if (key === "ArrowDown") {
      if (!isOutside && column[at + 1]) return column[at + 1].id;
      return isOutside ? null : nearest(this.column(OUTSIDE), here, (one) => one.box.middleX, () => 0);
    }
    const step = key === "ArrowLeft" ? -1 : 1;
    for (let place = COLUMNS.indexOf(here.kind) + step; place >= 0 && place < COLUMNS.length; place += step) {
      const beside = this.column(COLUMNS[place]);
      if (beside.length) return nearest(beside, here, (one) => one.box.middleY, () => 0);
    }
    return null;
  }

  /** On a phone all nodes stand below one another; left and right go to the next column. */
  nextInLine(nodes, here, key) {
    const line = [...nodes].sort((a, b) => a.box.y - b.box.y || a.box.x - b.box.x);
    const at = line.indexOf(line.find((node) => node.id === here.id));
    if (key === "ArrowUp" || key === "ArrowDown") return line[at + (key === "ArrowUp" ? -1 : 1)]?.id ?? null;
    const beyond = key === "ArrowLeft" ? line.slice(0, at).reverse() : line.slice(at + 1);
    return beyond.find((node) => node.kind !== here.kind)?.id ?? null;
  }

  fit() {
    this.isFit = !this.isFit;
    this.applyFit();
    return this.isFit;
  }

  applyFit() {
    for (const svg of this.svgs()) svg.classList.toggle("lme-fit", this.isFit);
  }
}

function boxOf(group) {
  const rect = group.querySelector("rect");
  const number = (name) => Number(rect?.getAttribute(name) ?? 0);
  const [x, y, width, height] = ["x", "y", "width", "height"].map(number);
  return { x, y, width, height, middleX: x + width / 2, middleY: y + height / 2 };
}

/** The node closest by one measure; of equally close ones the first by another. */
function nearest(nodes, here, measure, then) {
  const sorted = [...nodes].sort((a, b) => Math.abs(measure(a) - measure(here)) - Math.abs(measure(b) - measure(here)) || then(a) - then(b));
  return sorted[0]?.id ?? null;
}
