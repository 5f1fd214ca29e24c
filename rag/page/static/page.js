// The page: opens the article, brings back the conversation, and looks at the chat whenever Gradio has drawn it.
import { records, refresh, settled } from "./answers.js";
import { firstArticle, readLibrary, tellScope } from "./articles.js";
import { bringBack, keep } from "./conversations.js";
import { drawn, focusQuestion } from "./gradio.js";
import { openArticle, opened, placeOf, showPlace } from "./pane.js";
import "./selection.js";
import { say, toast } from "./words.js";
import { tellWriter } from "./writer.js";

const YEAR_SECONDS = 31_536_000;

async function showLinked() {
  const place = placeOf(location.hash);
  if (!place) return false;
  const shown = await showPlace(place, { focus: true });
  if (!shown) toast(say("no_such_place"));
  return shown;
}

async function openRoom() {
  await readLibrary();
  if (!(await showLinked()) && !opened()) await openArticle(firstArticle());
}

function watchChat() {
  let waiting = false;
  const look = () => {
    waiting = false;
    refresh();
    if (settled()) keep(records());
  };
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    if (document.hidden) setTimeout(look); // nothing is drawn there, but an answer is kept
    else requestAnimationFrame(look);
  }).observe(document.querySelector("gradio-app"), { childList: true, subtree: true, characterData: true });
}

// One answer at a time: Gradio would begin another one while a first is running.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || settled() || !event.target.closest?.("#question")) return;
  event.preventDefault();
  event.stopPropagation();
}, true);

// A button that Gradio hides while it has the focus would drop it: it goes to the question.
function keepFocus() {
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#send, #stop, #retry, #edit, #chat .example")) focusQuestion();
  });
}

document.getElementById("other-language").addEventListener("click", (event) => {
  const link = event.currentTarget;
  document.cookie = `language=${link.hreflang}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
  event.preventDefault();
  location.assign(`${link.getAttribute("href")}${location.search}${location.hash}`);
});
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  focusQuestion();
});
addEventListener("hashchange", showLinked);

const room = openRoom().catch(() => { document.querySelector("#reading-scroll .loading")?.replaceChildren(say("lost")); });
await drawn();
tellWriter();
watchChat();
keepFocus();
bringBack();
await room;
tellScope();
if (!location.hash && !matchMedia("(max-width: 760px)").matches) focusQuestion();
document.documentElement.dataset.ready = "yes"; // for tests and for programs that drive the page
