// Which articles there are: choosing one, asking one or all, adding one with progress, removing one.
import { redraw } from "./conversations.js";
import { fill } from "./gradio.js";
import { forget, onOpen, openArticle, opened } from "./pane.js";
import { make, say, sure, toast } from "./words.js";
import { offerWriter } from "./writer.js";

const byId = (id) => document.getElementById(id);
const choice = byId("article-select");
const scope = byId("scope-select");
const dialog = byId("add");
let library = { articles: [], adding: false, most_bytes: 0, writes_with: "" };

export async function readLibrary() {
  const response = await fetch("/library");
  library = await response.json();
  choice.replaceChildren(...library.articles.map(({ name, title }) => make("option", { value: name }, title)));
  byId("choose").hidden = library.articles.length < 2;
  byId("keep").hidden = !library.adding;
  byId("show-remove").hidden = library.articles.length < 2;
  if (opened()) choice.value = opened();
  offerWriter(library.writes_with);
}

export const firstArticle = () => library.articles[0]?.name ?? "";

// Tells Gradio which article is asked: the open one, or all.
export function tellScope() {
  const one = scope.value === "one" && library.articles.length > 1;
  fill("scope", one ? opened() : "");
}

function said(text) {
  byId("add-state").textContent = text;
}

const titleOf = (name) => library.articles.find((article) => article.name === name)?.title ?? name;

// What is to be added: {name, content}, or null after saying what is missing.
function given() {
  const file = byId("add-file").files[0];
  const text = byId("add-text").value;
  if (file && text.trim()) said(say("add_both"));
  else if (file) return { name: file.name, content: file };
  else if (text.trim()) return { name: nameFor(text), content: new Blob([text]) };
  else said(say("add_nothing"));
  return null;
}

function nameFor(text) {
  const line = text.trim().split("\n", 1)[0].normalize("NFC");
  const stem = line.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 60) || "article";
  const taken = new Set(library.articles.map(({ name }) => name.replace(/\.\w+$/, "").toLowerCase()));
  let name = stem;
  for (let number = 2; taken.has(name.toLowerCase()); number += 1) name = `${stem}-${number}`;
  return `${name}.txt`;
}

async function add() {
  const article = given();
  if (!article) return;
  if (article.content.size > library.most_bytes) {
    said(say("add_too_large", { size: article.content.size, most: library.most_bytes }));
    return;
  }
  byId("add-now").setAttribute("aria-disabled", "true");
  byId("add-progress").hidden = false;
  byId("add-progress").removeAttribute("value");
  said(say("adding"));
  try {
    const address = new URLSearchParams({ name: article.name, source: byId("add-source").value.trim() });
    const response = await fetch(`/articles?${address}`, { method: "POST", body: article.content, headers: { "Content-Type": "application/octet-stream" } });
    const last = response.ok ? await progress(response) : { refused: "", message: await response.text() };
    if (last.added) await added(last.added);
    else said(last.refused ? say(`refused_${last.refused}`) : say("refused", { message: last.message ?? "" }));
  } catch {
    said(say("lost"));
  } finally {
    byId("add-now").removeAttribute("aria-disabled");
    byId("add-progress").hidden = true;
  }
}

// Reads the lines of JSON that the server sends while it works; resolves to the last one.
async function progress(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let last = {};
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return last;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    for (const line of lines) last = JSON.parse(line);
    if (last.total) {
      byId("add-progress").max = last.total;
      byId("add-progress").value = last.done;
      said(say("adding_part", last));
    }
  }
}

async function added(name) {
  for (const field of ["add-file", "add-text", "add-source"]) byId(field).value = "";
  await readLibrary();
  await openArticle(name);
  redraw();
  dialog.close();
  said("");
  toast(say("added", { title: titleOf(name) }));
}

async function remove() {
  const name = opened();
  const title = titleOf(name);
  if (!(await sure(say("remove_sure", { title }), say("remove")))) return;
  const response = await fetch("/articles/remove", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ name }) }).catch(() => null);
  if (!response) {
    toast(say("lost"));
    return;
  }
  if (!response.ok) {
    const refused = await response.json().catch(() => ({}));
    toast(refused.refused ? say(`refused_${refused.refused}`) : say("refused", { message: refused.message ?? "" }));
    return;
  }
  forget(name);
  await readLibrary();
  (byId("choose").hidden ? byId("show-add") : choice).focus(); // the button may be hidden by now
  await openArticle(firstArticle());
  redraw();
  toast(say("removed", { title }));
}

onOpen((name) => { choice.value = name; tellScope(); });
choice.addEventListener("change", () => openArticle(choice.value));
scope.addEventListener("change", tellScope);
byId("show-add").addEventListener("click", () => { said(""); dialog.showModal(); });
byId("add-now").addEventListener("click", () => { if (byId("add-now").getAttribute("aria-disabled") !== "true") add(); });
byId("add-close").addEventListener("click", () => dialog.close());
byId("show-remove").addEventListener("click", remove);
