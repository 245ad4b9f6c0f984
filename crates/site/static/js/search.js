// Search in the reader's browser (検索). The same folding and pairs as `reform::search_text`; the index lies in small files
// by first character, see crates/site/src/search/index.rs.
const form = document.querySelector("[data-search]");
const { shards, inAFile, version, root } = form.dataset;
const input = form.elements.q;
const results = document.querySelector("[data-results]");
const count = results.querySelector("[data-count]");
const list = results.querySelector("[data-list]");
const more = results.querySelector("[data-more]");
const AT_ONCE = 20;
const MOST_WORDS = 16;

const files = new Map();
function load(name) {
  if (!files.has(name)) {
    const file = fetch(`${root}search/${name}.json?v=${version}`).then((answer) => {
      if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
      return answer.json();
    });
    // What failed is asked for again the next time.
    file.catch(() => files.delete(name));
    files.set(name, file);
  }
  return files.get(name);
}

const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/[\s\p{Cc}]/gu, "");

function shardOf(first) {
  const code = first.codePointAt(0);
  return (code ^ (code >>> 8)) % Number(shards);
}

// Document numbers of one gram: document → whether the gram stands in its title.
function read(written) {
  const found = new Map();
  let number = 0;
  for (const distance of (written ?? "").split(" ")) {
    if (distance === "") continue;
    number += parseInt(distance, 36);
    found.set(number >> 1, (number & 1) === 1);
  }
  return found;
}

async function withWord(word) {
  const chars = [...word];
  const grams = await load(`grams-${shardOf(chars[0])}`);
  if (chars.length === 1) {
    const found = new Map();
    for (const [gram, written] of Object.entries(grams)) {
      if ([...gram][0] !== chars[0]) continue;
      for (const [document, inTitle] of read(written)) found.set(document, found.get(document) || inTitle);
    }
    return found;
  }
  const pairs = chars.slice(1).map((char, at) => [chars[at], char]);
  const lists = await Promise.all(pairs.map(async ([first, second]) =>
    read((await load(`grams-${shardOf(first)}`))[first + second])));
  return both(lists);
}

// What stands in all of the lists; in the title where it does in all of them.
function both(lists) {
  lists.sort((a, b) => a.size - b.size);
  const found = new Map();
  for (const [document, inTitle] of lists[0] ?? []) {
    if (lists.every((other) => other.has(document))) {
      found.set(document, inTitle && lists.every((other) => other.get(document)));
    }
  }
  return found;
}

async function find(text) {
  const words = text.split(/\s+/u).map(fold).filter((word) => word !== "").slice(0, MOST_WORDS);
  if (words.length === 0) return null;
  const found = both(await Promise.all(words.map(withWord)));
  return [...found].sort(([a, inTitle], [b, other]) => Number(other) - Number(inTitle) || a - b).map(([document]) => document);
}

async function titles(documents) {
  return Promise.all(documents.map(async (document) => {
    const file = await load(`titles-${Math.floor(document / Number(inAFile))}`);
    return file[document % Number(inAFile)];
  }));
}

function entry([path, title, note]) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = root + path;
  link.textContent = title;
  const small = document.createElement("small");
  small.textContent = note;
  item.lang = "ja";
  item.append(link, small);
  return item;
}

let asked = 0;
async function show(text) {
  const mine = ++asked;
  results.hidden = text.trim() === "";
  if (results.hidden) return;
  results.setAttribute("aria-busy", "true");
  try {
    const found = await find(text);
    if (mine !== asked) return;
    if (found === null) {
      results.hidden = true;
      return;
    }
    list.replaceChildren();
    count.textContent = found.length === 0 ? form.dataset.saidNone : `${found.length.toLocaleString()}${form.dataset.saidFound}`;
    await page(found, mine);
  } catch {
    if (mine !== asked) return;
    list.replaceChildren();
    more.hidden = true;
    count.textContent = form.dataset.saidFailed;
  } finally {
    if (mine === asked) results.removeAttribute("aria-busy");
  }
}

async function page(found, mine) {
  const from = list.children.length;
  const shown = await titles(found.slice(from, from + AT_ONCE));
  if (mine !== asked) return;
  list.append(...shown.map(entry));
  more.hidden = list.children.length >= found.length;
  more.firstElementChild.onclick = async () => {
    await page(found, mine);
    list.children[from + AT_ONCE]?.querySelector("a").focus();
  };
}

function remember(text) {
  const address = new URL(location.href);
  if (text.trim() === "") address.searchParams.delete("q");
  else address.searchParams.set("q", text);
  history.replaceState(null, "", address);
}

let pause;
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(pause);
  remember(input.value);
  show(input.value);
});
input.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(() => {
    remember(input.value);
    show(input.value);
  }, 250);
});
input.value = new URL(location.href).searchParams.get("q") ?? "";
show(input.value);
