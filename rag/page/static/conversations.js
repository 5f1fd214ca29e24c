// Conversations kept in this browser: one entry of the storage each, so that two tabs do not overwrite each other.
import { settled } from "./answers.js";
import { download, exportJson, exportMarkdown } from "./export.js";
import { focusQuestion, restore, value } from "./gradio.js";
import { browser, tab } from "./storage.js";
import { make, say, sure, toast } from "./words.js";

const PREFIX = "article-chat:conversation:";
const CURRENT = "article-chat:current"; // in the storage of the tab
const MAX_TITLE_CHARS = 80;
const MAX_TURNS = 500; // that the server draws again
const STATUSES = ["answered", "closest", "unanswered"];
const SWITCHING_MS = 15_000; // after which a switch that Gradio has not answered is given up
const dialog = document.getElementById("conversations");
const list = document.getElementById("conversation-list");
let current = tab.getItem(CURRENT) ?? newId();
let last = "[]"; // what the chat showed when it was looked at before
let replacing = false; // the last turn, by asking it again or editing it
let switching = null; // {before, since}: what the chat shows is still the conversation before

function newId() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function read(id) {
  try {
    const kept = JSON.parse(browser.getItem(PREFIX + id));
    if (!Array.isArray(kept?.turns)) return null;
    // What an older version or somebody else wrote there is not trusted to be whole.
    const cited = ({ citations }) => citations.filter((each) => typeof each?.quote === "string" && typeof each.document === "string");
    const written = (turn) => (Array.isArray(turn.written) ? turn.written : []).filter((each) => typeof each?.sentence === "string" && Array.isArray(each.citations));
    const whole = kept.turns.filter((turn) => turn?.question && typeof turn.question === "string" && typeof turn.text === "string" && STATUSES.includes(turn.status) && Array.isArray(turn.citations)).slice(-MAX_TURNS);
    return { ...kept, title: String(kept.title), turns: whole.map((turn) => ({ ...turn, citations: cited(turn), ...("written" in turn ? { written: written(turn) } : {}) })) };
  } catch {
    return null;
  }
}

function write(id, conversation) {
  try {
    browser.setItem(PREFIX + id, JSON.stringify(conversation));
    return true;
  } catch {
    toast(say("storage_full"));
    return false;
  }
}

function all() {
  const ids = Object.keys(browser).filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length));
  const kept = ids.map((id) => ({ ...read(id), id })).filter(({ turns }) => turns);
  return kept.sort((one, other) => (one.updated < other.updated ? 1 : -1));
}

// Keeps what the chat shows, unless that is not yet the current conversation.
export function keep(records) {
  last = JSON.stringify(records);
  if (!records.length) {
    if (switching && switching.before !== last && !read(current)) switching = null; // a new one has arrived, empty
    return;
  }
  if (switching) {
    const arrived = value("kept") === "" && (last !== switching.before || last === JSON.stringify(read(current)?.turns));
    if (!arrived && Date.now() - switching.since < SWITCHING_MS) return;
    if (!arrived) current = newId(); // what could not be shown is not written over
    switching = null;
  }
  const before = read(current);
  if (JSON.stringify(before?.turns) === JSON.stringify(records)) return;
  // Where the chat differs from what is kept: at the last turn, which was replaced; at the end, which it does not show
  // (it was stopped, or is another tab's); or before, where a server that was started anew has forgotten the rest.
  const differs = before ? before.turns.findIndex((turn, at) => turn.question !== records[at]?.question) : -1;
  if (differs >= 0 && differs === records.length) return;
  const forgotten = differs >= 0 && !(replacing && differs === before.turns.length - 1);
  replacing = false;
  const now = new Date().toISOString();
  const title = before?.title ?? records[0].question.replace(/\s+/g, " ").slice(0, MAX_TITLE_CHARS);
  const turns = forgotten ? [...before.turns, ...records.slice(differs)] : records;
  const written = write(current, { version: 1, title, created: before?.created ?? now, updated: now, turns });
  tab.setItem(CURRENT, current);
  if (forgotten && written) show(current);
}

function show(id) {
  const turns = read(id)?.turns ?? [];
  current = id;
  tab.setItem(CURRENT, id);
  switching = { before: last, since: Date.now() };
  restore(turns);
}

function showNew() {
  show(newId());
  focusQuestion();
}

// What the chat shows drawn anew, once no answer is running: articles have changed.
export function redraw() {
  if (!settled()) { setTimeout(redraw, 200); return; }
  if (!switching) restore(JSON.parse(last));
}

// Brings the current conversation back, after a reload.
export function bringBack() {
  if (read(current)) show(current);
}

function fileName(title, ending) {
  return `${title.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 50) || "conversation"}.${ending}`;
}

function item(conversation) {
  const { id, title, turns } = conversation;
  const button = (name, act) => {
    const made = make("button", { type: "button", "aria-label": `${say(name)}: ${title}` }, say(name));
    made.addEventListener("click", act);
    return made;
  };
  const opening = make("button", { type: "button", class: "title", ...(id === current ? { "aria-current": "true" } : {}) }, title);
  opening.addEventListener("click", () => { dialog.close(); show(id); });
  const row = make("li", { "data-id": id }, "", [
    opening,
    make("div", { class: "buttons" }, "", [
      button("rename", () => rename(row, conversation)),
      button("export_markdown", () => download(fileName(title, "md"), exportMarkdown(turns, title), "text/markdown")),
      button("export_json", () => download(fileName(title, "json"), exportJson(conversation), "application/json")),
      button("delete", () => remove(conversation)),
    ]),
  ]);
  return row;
}

function rename(row, { id, title }) {
  const field = make("input", { type: "text", "aria-label": say("title"), maxlength: MAX_TITLE_CHARS });
  field.value = title;
  const save = make("button", { type: "submit" }, say("save"));
  const form = make("form", { class: "rename" }, "", [field, save]);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const kept = read(id);
    if (kept && field.value.trim()) write(id, { ...kept, title: field.value.trim() });
    draw(id);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault(); // leaves the name as it was, and the dialog open
    draw(id);
  });
  row.replaceChildren(form);
  field.select();
}

async function remove({ id, title }) {
  if (!(await sure(say("delete_conversation", { title }), say("delete")))) return;
  browser.removeItem(PREFIX + id);
  if (id === current) showNew();
  draw("");
}

// Lists what is kept; the focus, where it was in the list, goes to the conversation of that id, or the first.
function draw(id) {
  const kept = all();
  list.replaceChildren(...(kept.length ? kept.map(item) : [make("li", {}, say("no_conversations"))]));
  if (id === undefined) return;
  const row = [...list.children].find((each) => each.dataset.id === id) ?? list;
  (row.querySelector(".title") ?? dialog.querySelector("button")).focus();
}

document.getElementById("show-conversations").addEventListener("click", () => { draw(); dialog.showModal(); });
document.getElementById("new-chat").addEventListener("click", showNew);
document.addEventListener("click", ({ target }) => { replacing ||= Boolean(target.closest?.("#retry, #edit")); }, true);
addEventListener("storage", () => { // another tab has written: a title that is being typed is not thrown away
  if (dialog.open && !list.querySelector(".rename")) draw(document.activeElement.closest("#conversation-list li")?.dataset.id);
});
