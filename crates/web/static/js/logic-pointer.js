// The editor by mouse, pen and finger (ポインター操作): press to select, drag to another place, drag the handle to connect.
// A finger selects only: dragging scrolls the page, and the panel moves and connects.
import { COLUMNS, OUTSIDE } from "./logic-picture.js";

const SVG = "http://www.w3.org/2000/svg";
const THRESHOLD = 6;

export class Pointer {
  constructor(editor) {
    this.editor = editor;
    this.drag = null;
    this.hasJustDragged = false;
    const figure = editor.part("figure");
    figure.addEventListener("click", (event) => this.click(event));
    figure.addEventListener("pointerdown", (event) => this.down(event));
    addEventListener("pointermove", (event) => this.move(event));
    addEventListener("pointerup", (event) => this.up(event));
    addEventListener("pointercancel", () => this.end());
    addEventListener("keydown", (event) => event.key === "Escape" && this.drag && this.end());
  }

  click(event) {
    const group = event.target.closest("g[data-node]");
    if (!group || this.hasJustDragged) return;
    const { keys } = this.editor;
    if (keys.from) {
      keys.to = group.dataset.node;
      keys.connect();
      return;
    }
    this.editor.select(group.dataset.node, { focus: true });
    if (matchMedia("(max-width: 63.99rem)").matches) this.editor.part("panel").scrollIntoView({ block: "nearest" });
  }

  down(event) {
    this.hasJustDragged = false;
    if (event.button !== 0 || event.pointerType === "touch" || this.editor.picture.isNarrow()) return;
    const handle = event.target.closest(".lme-handle");
    const group = event.target.closest("g[data-node]");
    if (!handle && !group) return;
    const id = handle ? this.editor.selected : group.dataset.node;
    this.drag = { id, isConnecting: Boolean(handle), x: event.clientX, y: event.clientY, isUnderWay: false, marks: [] };
    if (handle) event.preventDefault();
  }

  move(event) {
    const { drag } = this;
    if (!drag) return;
    if (!drag.isUnderWay) {
      if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < THRESHOLD) return;
      this.begin(drag);
    }
    event.preventDefault();
    const at = this.place(event);
    if (drag.isConnecting) this.drawLine(drag, at, event);
    else this.drawGhost(drag, at);
  }

  begin(drag) {
    drag.isUnderWay = true;
    this.editor.root.classList.add("is-dragging");
    drag.node = this.editor.picture.nodes().find((node) => node.id === drag.id);
    const make = (name, attributes) => {
      const mark = document.createElementNS(SVG, name);
      for (const [key, value] of Object.entries(attributes)) mark.setAttribute(key, value);
      mark.setAttribute("pointer-events", "none");
      this.editor.picture.svg().append(mark);
      drag.marks.push(mark);
      return mark;
    };
    const { box } = drag.node;
    if (drag.isConnecting) drag.line = make("path", { class: "lme-draw", d: "" });
    else {
      drag.column = make("rect", { class: "lme-drop", rx: 6 });
      drag.insert = make("path", { class: "lme-insert", d: "" });
      drag.ghost = make("rect", { class: "lme-ghost", width: box.width, height: box.height, rx: 6 });
    }
  }

  drawLine(drag, at, event) {
    const { box } = drag.node;
    drag.line.setAttribute("d", `M${box.x + box.width} ${box.middleY}L${at.x} ${at.y}`);
    drag.target = document.elementFromPoint(event.clientX, event.clientY)?.closest?.("g[data-node]")?.dataset.node ?? null;
    this.editor.picture.aim(drag.target === drag.id ? null : drag.target);
  }

  drawGhost(drag, at) {
    const { box } = drag.node;
    drag.ghost.setAttribute("x", at.x - box.width / 2);
    drag.ghost.setAttribute("y", at.y - box.height / 2);
    drag.to = this.dropAt(drag, at);
    const { area, below, others } = drag.to;
    const height = this.editor.picture.svg().viewBox.baseVal.height;
    for (const [key, value] of Object.entries({ x: area.box.x - 4, y: area.box.y, width: area.box.width + 8, height: Math.max(area.box.height, height - area.box.y - 30) })) {
      drag.column.setAttribute(key, value);
    }
    const last = others.at(-1);
    const y = below ? below.box.y - 8 : last ? last.box.y + last.box.height + 8 : area.box.y + area.box.height + 12;
    drag.insert.setAttribute("d", area.kind === OUTSIDE ? "" : `M${area.box.x} ${y}h${area.box.width}`);
  }

  /** The column and the node below which a dropped node comes to stand. */
  dropAt(drag, at) {
    const { picture } = this.editor;
    const areas = picture.areas();
    const outside = areas.find((area) => area.kind === OUTSIDE);
    const columns = areas.filter((area) => COLUMNS.includes(area.kind));
    const away = (area) => Math.abs(area.box.middleX - at.x);
    const nearest = [...columns].sort((a, b) => away(a) - away(b))[0];
    const area = outside && at.y > outside.box.y ? outside : nearest;
    const others = picture.column(area.kind).filter((node) => node.id !== drag.id);
    const below = area.kind === OUTSIDE ? others.find((node) => node.box.middleX > at.x) : others.find((node) => node.box.middleY > at.y);
    return { area, below, others };
  }

  up() {
    const { drag } = this;
    if (!drag) return;
    const { id, isConnecting, isUnderWay, target, to, node } = drag;
    this.end();
    if (!isUnderWay) return;
    this.hasJustDragged = true;
    setTimeout(() => (this.hasJustDragged = false));
    if (isConnecting) {
      if (target && target !== id) this.editor.operate({ op: "connect", from: id, to: target });
      return;
    }
    const column = this.editor.picture.column(node.kind);
    const follower = column[column.findIndex((one) => one.id === id) + 1]?.id;
    // Dropped where it was: nothing to do.
    if (!to || (to.area.kind === node.kind && to.below?.id === follower)) return;
    // At the end of a column that others arranged the end is a place of its own.
    const before = to.below?.id ?? "";
    this.editor.operate({ op: "move", node: id, kind: to.area.kind, before });
  }

  end() {
    this.drag?.marks.forEach((mark) => mark.remove());
    this.drag = null;
    this.editor.root.classList.remove("is-dragging");
    this.editor.picture.aim(null);
  }

  /** The circle at the right of the selected node from which an arrow is drawn. */
  showHandle() {
    const { picture, selected } = this.editor;
    for (const old of this.editor.root.querySelectorAll(".lme-handle")) old.remove();
    if (!selected || picture.isNarrow()) return;
    const node = picture.nodes().find((one) => one.id === selected);
    if (!node) return;
    const handle = document.createElementNS(SVG, "circle");
    for (const [key, value] of Object.entries({ class: "lme-handle", cx: node.box.x + node.box.width, cy: node.box.middleY, r: 9, "aria-hidden": "true" })) {
      handle.setAttribute(key, value);
    }
    picture.svg().append(handle);
  }

  /** Where the pointer is, in units of the picture. */
  place(event) {
    const svg = this.editor.picture.svg();
    const point = new DOMPoint(event.clientX, event.clientY);
    return point.matrixTransform(svg.getScreenCTM().inverse());
  }
}
