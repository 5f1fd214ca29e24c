// The page's words, and the two places where it says something: to everybody (toast) or to a screen reader alone.
const given = document.getElementById("words");
const words = JSON.parse(given.textContent);
const TOAST_MS = 6000; // long enough to read two lines
let timer = 0;

export function say(name, values = {}) {
  return words[name].replace(/\{(\w+)\}/g, (whole, key) => (key in values ? String(values[key]) : whole));
}

export function announce(text) {
  const status = document.getElementById("status");
  status.textContent = ""; // so that the same words are said again
  setTimeout(() => { status.textContent = text; }, 100);
}

export function toast(text) {
  const shown = document.getElementById("toast");
  clearTimeout(timer);
  shown.hidden = false;
  shown.textContent = text;
  timer = setTimeout(() => { shown.hidden = true; }, TOAST_MS);
}

// An element with text and attributes; children are elements.
export function make(tag, attributes = {}, text = "", children = []) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text) element.textContent = text;
  element.append(...children);
  return element;
}

// Asks before something is thrown away; resolves to true or false.
export function sure(question, yes) {
  const dialog = document.getElementById("sure");
  document.getElementById("sure-text").textContent = question;
  document.getElementById("sure-yes").textContent = yes;
  return new Promise((resolve) => {
    let answer = false;
    document.getElementById("sure-yes").onclick = () => { answer = true; dialog.close(); };
    document.getElementById("sure-no").onclick = () => dialog.close();
    dialog.onclose = () => { if (!dialog.open) resolve(answer); }; // the question before may only now be told of
    dialog.showModal();
    document.getElementById("sure-no").focus();
  });
}

// Gradio declares the page to be in the browser's language, whatever it is written in.
function declareLanguage() {
  if (document.documentElement.lang !== given.lang) document.documentElement.lang = given.lang;
}
new MutationObserver(declareLanguage).observe(document.documentElement, { attributeFilter: ["lang"] });
declareLanguage();
