// Text selected in the article -> a button that asks about it.
import { fill, focusQuestion } from "./gradio.js";
import { say } from "./words.js";

const MAX_WORDS_CHARS = 300; // of the article put into a question: a sentence or two
const button = document.getElementById("ask-about");
const scroll = document.getElementById("reading-scroll");

function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed || !scroll.contains(selection.anchorNode) || !scroll.contains(selection.focusNode)) return "";
  const piece = selection.getRangeAt(0).cloneContents();
  for (const own of piece.querySelectorAll(".mark, .paragraph-number")) own.remove();
  return piece.textContent.replace(/\s+/g, " ").trim();
}

function place() {
  const text = selected();
  button.hidden = text.length < 2;
  if (button.hidden) return;
  const boxes = getSelection().getRangeAt(0).getClientRects();
  const last = boxes[boxes.length - 1];
  if (!last) return;
  button.style.left = `${Math.max(8, Math.min(last.right, innerWidth - button.offsetWidth - 8))}px`;
  button.style.top = `${Math.max(8, Math.min(last.bottom + 6, innerHeight - button.offsetHeight - 8))}px`;
}

let waiting = 0;
document.addEventListener("selectionchange", () => {
  clearTimeout(waiting);
  waiting = setTimeout(place, 120); // while the mouse still draws it, the button would jump
});
scroll.addEventListener("scroll", () => { button.hidden = true; }, { passive: true });
button.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the selection
button.addEventListener("click", () => {
  const text = selected();
  const cut = text.length > MAX_WORDS_CHARS ? `${text.slice(0, MAX_WORDS_CHARS).replace(/\s\S*$/, "")}…` : text;
  button.hidden = true;
  getSelection().removeAllRanges();
  if (document.getElementById("reading").classList.contains("open")) document.querySelector(".sheet-handle").click();
  fill("question", say("about", { words: cut.replace(/^[«“"\s]+|[»”"\s]+$/g, "") }));
  focusQuestion();
});
