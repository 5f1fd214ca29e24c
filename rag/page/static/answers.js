// The answers in the chat: their chips lead into the article, their records are read, buttons are added to them.
import { ask, focusQuestion, value } from "./gradio.js";
import { isShut, placeOf, renew, setActive, setCurrent, showPlace } from "./pane.js";
import { exportMarkdown } from "./export.js";
import { announce, make, say, toast } from "./words.js";

const hint = document.getElementById("hint");
const QUESTION_MARGIN = 24; // pixels above a question at the top of the chat
const NOTHING = { count: 0, question: "", chips: 0, writing: false, ended: false };
let active = -1; // which answer's citations are marked in the article
let seen = NOTHING; // of the last answer, when the chat was looked at before

const answers = () => [...document.querySelectorAll("#chat .answer")];
const chipsOf = (answer) => [...answer.querySelectorAll("a.cite")];
const placesOf = (answer) => new Map(chipsOf(answer).map((chip) => [numberOf(chip), chip.getAttribute("href")])); // a place can have several

function recordOf(answer) {
  try {
    const record = JSON.parse(answer.querySelector(".record").textContent);
    return record.question ? record : null;
  } catch {
    return null;
  }
}

export const records = () => answers().map((answer) => answer.querySelector(".record") && recordOf(answer)).filter(Boolean);
export const settled = () => answers().every((answer) => answer.matches(".ended, .stopped"));

// Gradio draws an answer anew while it grows: answers are told apart by their number.
function activate(number, how = {}) {
  active = number;
  const chips = () => (answers()[active] ? chipsOf(answers()[active]) : []);
  const places = answers()[active] ? [...placesOf(answers()[active])] : [];
  const citations = places.map(([number, href]) => ({ number, ...placeOf(href) })).filter(({ document }) => document);
  setActive(citations, (wanted) => chips().find((chip) => numberOf(chip) === wanted), how);
  return citations;
}

const numberOf = (chip) => Number(chip.lastChild.textContent);

async function follow(link) {
  const answer = link.closest(".answer");
  const number = answers().indexOf(answer);
  if (number !== active) activate(number);
  const place = placeOf(link.getAttribute("href"));
  const chip = chipsOf(answer).find((each) => each.getAttribute("href") === link.getAttribute("href"));
  if (chip) setCurrent(numberOf(chip));
  history.replaceState(null, "", link.getAttribute("href"));
  hideHint();
  if (!(await showPlace(place, { focus: true }))) toast(say("no_such_place"));
}

// Looks at the chat after it has changed.
export function refresh() {
  for (const labelled of document.querySelectorAll('#chat [data-testid="bot"][aria-label], #chat [data-testid="user"][aria-label]')) {
    labelled.removeAttribute("aria-label"); // Gradio puts the message's HTML there, to be read out
  }
  document.querySelector('#chat [role="log"]')?.setAttribute("aria-label", say("chat")); // Gradio's is English
  for (const example of document.querySelectorAll("#chat .example[aria-label]")) example.removeAttribute("aria-label");
  const all = answers();
  for (const answer of all) {
    if (!answer.classList.contains("ended") || answer.querySelector(".actions")) continue;
    const record = recordOf(answer);
    if (!record) continue;
    answer.append(actions(record));
    const standing = chipsOf(answer).map(numberOf); // the others are gone from the article
    for (const { number, document: name, document_sha256: sha256 } of record.citations) {
      if (standing.includes(number)) renew(name, sha256);
    }
  }
  lookAtLast(all);
}

function lookAtLast(all) {
  const last = all.at(-1);
  if (!last) {
    if (seen.count) activate(-1);
    seen = NOTHING;
    return;
  }
  const question = [...document.querySelectorAll("#chat .asked")].at(-1)?.textContent ?? "";
  const writing = last.querySelector(".writing")?.textContent;
  const now = { count: all.length, question, chips: placesOf(last).size, writing, ended: last.classList.contains("ended") };
  const isNew = now.count !== seen.count || now.question !== seen.question || now.chips < seen.chips;
  const brought = isNew && now.ended; // back, by a reload or a choice of conversation
  if (isNew) bringQuestion(all.length, last);
  if (isNew || now.chips !== seen.chips) {
    const [first] = activate(all.length - 1, { more: !isNew, keepPlace: brought });
    if (first && !brought && (isNew || !seen.chips)) showFirst(first);
  }
  if (writing && !seen.writing) announce(writing);
  if (now.ended && !brought && (isNew || !seen.ended)) announceOutcome(last);
  if (now.ended && !last.querySelector(".suggestions")) suggest(last);
  seen = now;
}

// Questions that the article answers, below the last answer; they are asked for once per answer.
async function suggest(answer) {
  const place = make("div", { class: "suggestions", role: "group", "aria-label": say("suggestions") });
  answer.append(place);
  for (const older of document.querySelectorAll("#chat .suggestions")) if (older !== place) older.replaceChildren();
  const kept = records();
  const cited = kept.flatMap(({ citations }) => citations.map(({ document: name, start }) => [name, start]));
  const language = kept.at(-1)?.language || document.documentElement.lang;
  const response = await fetch("/suggestions", {
    method: "POST", headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ language, cited, asked: kept.map(({ question }) => question), document: value("scope") }),
  }).catch(() => null);
  if (!response?.ok || !place.isConnected || answers().at(-1) !== answer) return; // none is better than an old one
  for (const question of await response.json()) {
    const button = make("button", { type: "button" }, question);
    button.addEventListener("click", () => { ask(question); focusQuestion(); });
    place.append(button);
  }
}

// A new question goes to the top of the chat: its answer grows below, and nothing that is read moves.
function bringQuestion(number, answer) {
  const box = document.querySelector('#chat [role="log"]');
  const asked = [...document.querySelectorAll("#chat .asked")][number - 1];
  if (!box || !asked) return;
  for (const row of box.querySelectorAll(".message-row")) row.style.minHeight = "";
  const room = box.clientHeight - asked.closest(".message-row").offsetHeight - 3 * QUESTION_MARGIN;
  answer.closest(".message-row").style.minHeight = `${room}px`; // for what is still to come
  box.scrollTop += asked.getBoundingClientRect().top - box.getBoundingClientRect().top - QUESTION_MARGIN;
}

function announceOutcome(answer) {
  const status = ["answered", "closest", "unanswered"].find((name) => answer.classList.contains(name));
  const notice = answer.querySelector(".left-out")?.textContent ?? "";
  if (status) announce(`${say(`done_${status}`, { count: placesOf(answer).size })} ${notice}`.trim());
}

// On a wide page the first source comes into sight by itself; the focus stays where it is.
function showFirst(citation) {
  if (isShut()) return;
  setCurrent(citation.number);
  showPlace(citation);
}

function actions(record) {
  const copy = make("button", { type: "button" }, say("copy"));
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(exportMarkdown([record]));
      toast(say("copied"));
    } catch {
      toast(say("copy_failed"));
    }
  });
  const votes = [true, false].map((helpful) => {
    const button = make("button", { type: "button", "aria-pressed": "false" }, say(helpful ? "helpful" : "not_helpful"));
    button.addEventListener("click", () => vote(helpful, record, button, votes));
    return button;
  });
  return make("div", { class: "actions" }, "", [copy, ...votes]);
}

async function vote(helpful, record, button, votes) {
  try {
    const response = await fetch("/feedback", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ helpful, answer: record }),
    });
    if (!response.ok) throw new Error(String(response.status));
    for (const each of votes) each.setAttribute("aria-pressed", String(each === button));
    toast(say("thanks"));
  } catch {
    toast(say("vote_failed"));
  }
}

// The quote, who says it and where, next to a chip that is pointed at or has the focus.
function showHint(chip) {
  const href = chip.getAttribute("href");
  const quote = [...chip.closest(".answer").querySelectorAll(".quote")].find((each) => each.querySelector(".cite")?.getAttribute("href") === href);
  const speaker = quote.querySelector(".speaker")?.textContent;
  const paragraph = quote.querySelector(".place")?.textContent;
  const words = quote.querySelector("blockquote");
  hint.replaceChildren(
    make("strong", {}, [speaker, paragraph].filter(Boolean).join(" · ")),
    make("span", words.lang ? { lang: words.lang } : {}, words.textContent),
  );
  hint.hidden = false;
  chip.setAttribute("aria-describedby", "hint");
  placeHint(chip);
}

function placeHint(chip) {
  const box = chip.getBoundingClientRect();
  hint.style.left = `${Math.max(8, Math.min(box.left, innerWidth - hint.offsetWidth - 8))}px`;
  const above = box.top - hint.offsetHeight - 8;
  hint.style.top = `${above > 8 ? above : box.bottom + 8}px`;
}

function hideHint() {
  if (hint.hidden) return;
  hint.hidden = true;
  document.querySelector("[aria-describedby=hint]")?.removeAttribute("aria-describedby");
}

for (const [begin, end] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
  document.addEventListener(begin, (event) => {
    const chip = event.target.closest?.("#chat a.cite");
    if (chip && (begin === "mouseover" || chip.matches(":focus-visible"))) showHint(chip);
  });
  document.addEventListener(end, (event) => { if (event.target.closest?.("#chat a.cite")) hideHint(); });
}
document.addEventListener("keydown", (event) => { if (event.key === "Escape") hideHint(); });
document.addEventListener("scroll", () => {
  const chip = document.querySelector("[aria-describedby=hint]");
  if (chip) placeHint(chip);
}, true);
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("#chat a.cite, #chat a.place");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  event.stopPropagation();
  follow(link);
}, true);
