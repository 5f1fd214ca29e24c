// What is told to Gradio's components, and read from them: they live in #chat, #question and a few hidden ones.
const find = (id, tag) => document.querySelector(`#${id} ${tag}`);

// Resolves when Gradio has drawn the chat.
export function drawn() {
  return new Promise((resolve) => {
    const look = () => document.getElementById("chat") && document.getElementById("restore") && find("question", "textarea") && find("kept", ":is(textarea, input)");
    if (look()) { resolve(); return; }
    const watching = new MutationObserver(() => {
      if (!look()) return;
      watching.disconnect();
      resolve();
    });
    watching.observe(document.documentElement, { childList: true, subtree: true });
  });
}

export function fill(id, text) {
  const field = find(id, ":is(textarea, input)");
  if (!field) return; // Gradio is not drawn yet: page.js tells the scope again once it is
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

export function value(id) {
  return find(id, ":is(textarea, input)").value;
}

export function focusQuestion() {
  const box = find("question", "textarea");
  box.focus();
  box.setSelectionRange(box.value.length, box.value.length);
}

export function ask(question) {
  fill("question", question);
  document.querySelector("#send").click();
}

// Draws a conversation from its records; the empty list is a new one.
export function restore(records) {
  fill("kept", JSON.stringify(records));
  document.getElementById("restore").click();
}
