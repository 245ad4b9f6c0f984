// What if (もしも): the outlook moved by a reader's own amounts, worked out in the reader's own browser.
//
// The arithmetic is the engine's, in whole yen: value = published value + Σ response × amount ÷ unit, each lever's part
// rounded once, half away from zero; what is shown is rounded the same way to 億円. BigInt throughout, so no figure is a
// fraction by accident. `crates/site/src/outlook/what_if.rs` is the same in Rust, and a test compares the two.
//
// A plain script, not a module: it must also run from a folder on a disk, where browsers refuse modules.
(() => {
  "use strict";
  const OKU = 100_000_000n;
  const size = (number) => (number < 0n ? -number : number);

  /** `dividend ÷ divisor` as a whole number, half away from zero. */
  function divided(dividend, divisor) {
    const whole = dividend / divisor;
    const rest = dividend % divisor;
    if (size(rest) * 2n < size(divisor)) return whole;
    return whole + (dividend < 0n === divisor < 0n ? 1n : -1n);
  }

  /** Yen as 億円, as a page shows them: `▲1,234`. */
  function shown(yen) {
    const oku = divided(yen, OKU);
    const digits = size(oku).toString().replace(/\B(?=(\d{3})+$)/g, ",");
    return (oku < 0n ? "▲" : "") + digits;
  }

  /** A difference with its sign: `＋120`, `▲30`, `±0`. Of the shown values, so that a reader can check it. */
  function difference(before, after) {
    const oku = divided(after, OKU) - divided(before, OKU);
    if (oku === 0n) return "±0";
    return (oku > 0n ? "＋" : "") + shown(oku * OKU);
  }

  /** Every figure's values, in yen, when each lever is moved by its amount in 億円; `null` where none is published. */
  function moved(model, amounts) {
    return model.figures.map((figure) =>
      figure.values.map((value, at) => {
        if (value === null) return null;
        let sum = BigInt(value);
        model.levers.forEach((lever, place) => {
          const response = lever.responses[figure.id]?.[at];
          if (response === undefined) return;
          sum += divided(BigInt(response) * BigInt(amounts[place]) * OKU, BigInt(lever.unit));
        });
        return sum;
      }),
    );
  }

  /** Whether a text is a whole number of 億円 within the lever's bounds. */
  function isAmount(lever, text) {
    if (!/^[-−▲]?\d{1,9}$/.test(text)) return false;
    const amount = Number(text.replace(/[−▲]/, "-"));
    return lever.min <= amount && amount <= lever.max;
  }

  /** The amounts a fragment keeps (`#improvement=30`), in 億円; 0 where it keeps none or one out of bounds. */
  function read(model, fragment) {
    const kept = new URLSearchParams(fragment.replace(/^#/, ""));
    return model.levers.map((lever) => {
      const text = kept.get(lever.id) ?? "";
      return isAmount(lever, text) ? Number(text) : 0;
    });
  }

  /** The fragment that keeps the amounts; empty where nothing is moved. */
  function written(model, amounts) {
    const pairs = model.levers.map((lever, at) => [lever.id, amounts[at]]).filter(([, amount]) => amount !== 0);
    return pairs.length ? `#${new URLSearchParams(pairs.map(([id, amount]) => [id, String(amount)]))}` : "";
  }

  globalThis.henkakuWhatIf = { divided, shown, difference, moved, isAmount, read, written };
  if (typeof document === "undefined") return;

  const root = document.querySelector("[data-what-if]");
  if (!root) return;
  const model = JSON.parse(root.dataset.whatIf);
  const ranges = model.levers.map((lever) => document.getElementById(`lever-${lever.id}`));
  const numbers = model.levers.map((lever) => document.getElementById(`amount-${lever.id}`));
  const faults = model.levers.map((lever) => document.getElementById(`fault-${lever.id}`));
  const summary = root.querySelector("[data-what-if-summary]");
  const link = root.querySelector("[data-what-if-link]");
  let amounts = read(model, location.hash);
  let pause = 0;

  const words = (template, values) => template.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

  function sentence(before, after) {
    const told = model.levers.map((lever, at) => words(root.dataset.saidLever, { name: lever.name, amount: shown(BigInt(amounts[at]) * OKU) }));
    const said = model.figures.flatMap((figure, place) => {
      const at = figure.values.findLastIndex((value) => value !== null);
      if (at < 0) return [];
      const [was, is] = [before[place][at], after[place][at]];
      return words(root.dataset.saidFigure, { name: figure.name, year: model.years[at], before: shown(was), after: shown(is), difference: difference(was, is) });
    });
    if (amounts.every((amount) => amount === 0)) return root.dataset.saidNothing;
    return words(root.dataset.said, { levers: told.join(root.dataset.comma), figures: said.join(root.dataset.stop) });
  }

  /** A line through the values of a figure; a missing one is a gap. */
  function path(svg, values) {
    const { left, step, zero, scale } = Object.fromEntries(Object.entries(svg.dataset).map(([key, value]) => [key, Number(value)]));
    let isOpen = false;
    return values
      .map((value, at) => {
        const move = isOpen ? "L" : "M";
        isOpen = value !== null;
        return isOpen ? `${move}${(left + step * at).toFixed(1)},${(zero - Number(value) / scale).toFixed(1)}` : "";
      })
      .join("");
  }

  /** Whether a fragment speaks of a lever, and not of a place in the page. */
  const speaks = (fragment) => model.levers.some((lever) => new URLSearchParams(fragment.replace(/^#/, "")).has(lever.id));

  function show(keeps = true) {
    const before = moved(model, amounts.map(() => 0));
    const after = moved(model, amounts);
    model.figures.forEach((figure, place) => {
      for (const cell of root.querySelectorAll(`[data-of="${figure.id}"]`)) {
        const at = Number(cell.dataset.at);
        const [was, is] = [before[place][at], after[place][at]];
        if (is === null) continue;
        cell.textContent = cell.dataset.cell === "difference" ? difference(was, is) : shown(is);
      }
      for (const line of root.querySelectorAll(`[data-line="${figure.id}"]`)) line.setAttribute("d", path(line.closest("svg"), after[place]));
    });
    ranges.forEach((range, at) => {
      range.value = String(amounts[at]);
      range.setAttribute("aria-valuetext", `${shown(BigInt(amounts[at]) * OKU)}${root.dataset.unit}`);
      if (document.activeElement !== numbers[at]) numbers[at].value = String(amounts[at]);
    });
    const fragment = written(model, amounts);
    // Replaced, not pushed: going back leaves the page instead of undoing each step of a slider.
    if (keeps) history.replaceState(null, "", fragment || location.pathname + location.search);
    link.href = fragment || "#what-if";
    link.parentElement.hidden = !fragment;
    // A slider moves faster than anybody can listen: told once it rests.
    clearTimeout(pause);
    pause = setTimeout(() => {
      summary.textContent = sentence(before, after);
    }, 250);
  }

  function set(at, text, input) {
    const isRight = isAmount(model.levers[at], text);
    input.toggleAttribute("aria-invalid", false);
    if (!isRight) input.setAttribute("aria-invalid", "true");
    faults[at].hidden = isRight;
    if (!isRight) return;
    amounts[at] = Number(text.replace(/[−▲]/, "-"));
    show();
  }

  model.levers.forEach((lever, at) => {
    ranges[at].addEventListener("input", () => {
      numbers[at].value = ranges[at].value;
      numbers[at].removeAttribute("aria-invalid");
      faults[at].hidden = true;
      set(at, ranges[at].value, ranges[at]);
    });
    numbers[at].addEventListener("input", () => set(at, numbers[at].value.trim(), numbers[at]));
    // Left with something that is no amount: the last one that was comes back.
    numbers[at].addEventListener("change", () => {
      if (faults[at].hidden) return;
      numbers[at].value = String(amounts[at]);
      numbers[at].removeAttribute("aria-invalid");
    });
  });
  root.querySelector("[data-what-if-reset]").addEventListener("click", () => {
    amounts = amounts.map(() => 0);
    numbers.forEach((number, at) => {
      number.value = "0";
      number.removeAttribute("aria-invalid");
      faults[at].hidden = true;
    });
    show();
  });
  addEventListener("hashchange", () => {
    if (!speaks(location.hash)) return;
    amounts = read(model, location.hash);
    show(false);
  });
  for (const part of root.querySelectorAll("[data-what-if-live]")) part.hidden = false;
  for (const part of root.querySelectorAll("[data-what-if-still]")) part.hidden = true;
  show(false);
})();
