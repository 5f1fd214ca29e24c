// Who writes the answers: the article alone, in quotes, or a chat model, where the server has one.
import { fill } from "./gradio.js";
import { browser } from "./storage.js";
import { say } from "./words.js";

const CHOICE = "article-chat:writer"; // in the browser's storage: it holds for all its tabs
const group = document.getElementById("who-writes");
let model = ""; // its name, "" for none

const chosen = () => group.querySelector(":checked").value;

// Shows the choice where there is one.
export function offerWriter(name) {
  model = name;
  group.hidden = !model;
  tellWriter();
}

// Tells Gradio who writes the next answer, and the reader.
export function tellWriter() {
  fill("writer", chosen());
  document.getElementById("writes").textContent = chosen() === "model" ? say("by_model", { model }) : say("by_nobody");
}

group.querySelector(`[value="${browser.getItem(CHOICE) === "quotes" ? "quotes" : "model"}"]`).checked = true;
group.addEventListener("change", () => {
  tellWriter();
  try {
    browser.setItem(CHOICE, chosen());
  } catch {
    // no room: it holds until the page is left
  }
});
