// The reading pane: articles as they are read, the cited sentences in them, and the way from place to place.
import { announce, make, say, toast } from "./words.js";

const phone = window.matchMedia("(max-width: 760px)");
const still = window.matchMedia("(prefers-reduced-motion: reduce)");
const scroll = document.getElementById("reading-scroll");
const column = document.getElementById("reading");
const loaded = new Map(); // name -> {element, sentences: [{start, end, element}]}
const loading = new Map(); // name -> what will be there
let wanted = 0; // the number of the latest wish to see an article: a slow one does not replace a later one
let open = ""; // the name of the article that is shown
let active = { citations: [], chip: () => null, at: -1 };
const listeners = [];

export const opened = () => open;
export const onOpen = (listener) => listeners.push(listener);

// "#/NAME/START-END" -> {document, start, end}, or null.
export function placeOf(hash) {
  const found = /^#\/([^/]+)\/(\d+)-(\d+)$/.exec(hash);
  if (!found) return null;
  try {
    return { document: decodeURIComponent(found[1]), start: Number(found[2]), end: Number(found[3]) };
  } catch {
    return null;
  }
}

// Two that want the same article at once get the same one.
function load(name) {
  if (loaded.has(name)) return loaded.get(name);
  if (!loading.has(name)) loading.set(name, fetchArticle(name).finally(() => loading.delete(name)));
  return loading.get(name);
}

async function fetchArticle(name) {
  if (name === "." || name === "..") throw new Error(name); // a browser takes it for a folder, and asks for another page
  const response = await fetch(`/article/${encodeURIComponent(name)}`);
  if (!response.ok) throw new Error(String(response.status));
  const holder = make("div");
  holder.innerHTML = await response.text(); // every text in it is escaped by the server
  const element = holder.firstElementChild;
  const sentences = [...element.querySelectorAll(".sentence")].map((sentence) => ({
    start: Number(sentence.dataset.start), end: Number(sentence.dataset.end), element: sentence,
  }));
  loaded.set(name, { element, sentences });
  return loaded.get(name);
}

export function forget(name) {
  loaded.delete(name);
  if (open === name) open = "";
}

// Fetches the article anew where it is not the text, told by its SHA-256, that an answer cites.
export function renew(name, sha256) {
  const kept = loaded.get(name);
  if (!kept || !sha256 || kept.element.dataset.sha256 === sha256) return;
  const shown = open === name;
  forget(name);
  if (shown) openArticle(name);
}

// Shows the article of that name; resolves to false where it cannot be had.
export async function openArticle(name) {
  wanted += 1;
  const mine = wanted;
  let article;
  try {
    article = await load(name);
  } catch {
    toast(say("article_failed"));
    return false;
  }
  if (mine !== wanted) return open === name;
  if (open !== name) {
    open = name;
    scroll.replaceChildren(article.element);
    scroll.scrollTop = 0;
    for (const listener of listeners) listener(name);
  }
  mark();
  return true;
}

function at(place) {
  const sentences = loaded.get(place.document)?.sentences ?? [];
  return sentences.filter((sentence) => sentence.start < place.end && sentence.end > place.start);
}

function setSheet(shown) {
  const sheet = document.getElementById("sheet");
  if (phone.matches && !shown && sheet.contains(document.activeElement)) document.querySelector(".sheet-handle").focus();
  column.classList.toggle("open", shown);
  document.querySelector(".sheet-handle").setAttribute("aria-expanded", String(shown));
  sheet.inert = phone.matches && !shown; // what is out of sight takes no focus
}

// Scrolls to a place and lets it stand out; resolves to whether there is such a place.
export async function showPlace(place, { focus = false } = {}) {
  if (!(await openArticle(place.document))) return false;
  const sentences = at(place);
  fade();
  if (!sentences.length) return false;
  for (const { element } of sentences) {
    element.classList.add("current");
    element.setAttribute("aria-current", "true");
  }
  const first = sentences[0].element;
  if (focus) {
    setSheet(true);
    first.focus({ preventScroll: true });
  }
  bring(first);
  return true;
}

function fade() {
  for (const old of scroll.querySelectorAll(".current")) {
    old.classList.remove("current");
    old.removeAttribute("aria-current");
  }
}

function bring(element) {
  const away = () => element.getBoundingClientRect().top - scroll.getBoundingClientRect().top - scroll.clientHeight / 3;
  const far = Math.abs(away()) > 3 * scroll.clientHeight;
  scroll.scrollBy({ top: away(), behavior: still.matches || far ? "auto" : "smooth" });
  // Paragraphs out of sight have guessed heights: once they are drawn, the place has moved.
  if (far) requestAnimationFrame(() => requestAnimationFrame(() => scroll.scrollBy({ top: away(), behavior: "auto" })));
}

// The citations of the answer that is talked about: [{number, document, start, end}]; `chip(number)` finds a chip;
// `more`: the same answer has grown; `keepPlace`: what stands out goes on standing out.
export function setActive(citations, chip, { more = false, keepPlace = false } = {}) {
  active = { citations, chip, at: more ? active.at : -1 };
  if (!more && !keepPlace) fade();
  mark();
  tellWalk();
}

export function setCurrent(number) {
  active.at = active.citations.findIndex((citation) => citation.number === number);
  tellWalk();
}

function mark() {
  for (const old of scroll.querySelectorAll(".mark")) old.remove();
  for (const old of scroll.querySelectorAll(".cited")) old.classList.remove("cited");
  for (const citation of active.citations) {
    if (citation.document !== open) continue;
    const sentences = at(citation);
    for (const { element } of sentences) {
      element.classList.add("cited");
      element.dataset.number = citation.number;
    }
    const label = say("back_to_answer", { number: citation.number });
    const button = make("button", { type: "button", class: "mark", "aria-label": label, "data-number": citation.number }, String(citation.number));
    sentences.at(-1)?.element.after(button);
  }
}

function tellWalk() {
  const count = active.citations.length;
  const walked = active.at < 0 && count > 1 ? `${say("source")} 1–${count}` : say("citation_of", { number: Math.max(active.at, 0) + 1, count });
  document.getElementById("walked").textContent = count ? walked : say("no_citations");
  document.getElementById("previous").setAttribute("aria-disabled", String(active.at <= 0));
  document.getElementById("next").setAttribute("aria-disabled", String(!count || active.at >= count - 1));
}

async function walk(step) {
  const next = active.citations[active.at + step];
  if (!next) return;
  active.at += step;
  tellWalk();
  await showPlace(next);
  announce(`${say("citation_of", { number: active.at + 1, count: active.citations.length })}. ${at(next).map(({ element }) => element.textContent).join(" ")}`);
}

function backToAnswer(number) {
  const chip = active.chip(Number(number));
  if (!chip) return;
  setSheet(false);
  chip.scrollIntoView({ block: "center", behavior: still.matches ? "auto" : "smooth" });
  chip.focus({ preventScroll: true });
}

export function isShut() {
  return phone.matches && !column.classList.contains("open");
}

document.getElementById("previous").addEventListener("click", () => walk(-1));
document.getElementById("next").addEventListener("click", () => walk(1));
document.querySelector(".sheet-handle").addEventListener("click", () => setSheet(!column.classList.contains("open")));
phone.addEventListener("change", () => setSheet(false));
document.addEventListener("focusin", (event) => { // the sheet never covers what has the focus
  if (phone.matches && column.classList.contains("open") && !event.target.closest("#reading, dialog")) setSheet(false);
});
scroll.addEventListener("click", (event) => {
  const cited = event.target.closest(".mark, .cited");
  if (cited && !String(getSelection()).trim()) backToAnswer(cited.dataset.number);
});
column.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const number = active.citations[active.at]?.number;
  setSheet(false);
  if (number !== undefined) backToAnswer(number);
});
setSheet(false);
