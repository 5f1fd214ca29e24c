// What benchmarks/page.py measures inside the browser; it is there before anything of the page is.
const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done))); // once it is painted
const turns = [];
let shown = 0;

// From Enter on: when the first words of each of `parts` came in the new `message`, where the first of them stood
// in every frame that changed something, and how much the layout shifted.
function watch([message, parts]) {
  const find = (turn, part) => document.querySelectorAll(message)[turn.at]?.querySelector(part);
  addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const at = document.querySelectorAll(message).length;
    turns.push({ began: event.timeStamp, at, first: {}, tops: [], shift: 0, unprompted: 0 });
  }, true);
  const stand = () => {
    const turn = turns.at(-1);
    const first = turn && find(turn, parts[0]);
    if (first?.textContent.trim()) turn.tops.push(first.getBoundingClientRect().top);
  };
  const standWhenDrawn = () => requestAnimationFrame(stand); // after the page's own script, which is older
  new MutationObserver(() => {
    const turn = turns.at(-1);
    const now = performance.now();
    for (const part of parts) if (turn && find(turn, part)?.textContent.trim()) turn.first[part] ??= now - turn.began;
    standWhenDrawn();
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
  document.addEventListener("scroll", standWhenDrawn, true);
  new PerformanceObserver((list) => {
    for (const { value, startTime, hadRecentInput } of list.getEntries()) {
      const turn = turns.findLast(({ began }) => began <= startTime);
      if (!turn) continue;
      turn.shift += value;
      if (!hadRecentInput) turn.unprompted += value;
    }
  }).observe({ type: "layout-shift", buffered: true });
}

// Notes when the element is in the page and painted.
function awaitShown(selector) {
  const watching = new MutationObserver(() => {
    if (!document.querySelector(selector)) return;
    watching.disconnect();
    frame().then(() => { shown = performance.now(); });
  });
  watching.observe(document, { childList: true, subtree: true });
}

// Milliseconds until it was shown: since the article was asked for, and since the page was.
async function shownMs() {
  while (!shown) await frame();
  const article = performance.getEntriesByType("resource").find(({ name }) => name.includes("/article/"));
  return { shown: shown - (article?.startTime ?? 0), whole: shown };
}

// Milliseconds until the target of a link is painted in sight, where it is still there 0.6 s later.
async function jump([hash, target, box]) {
  const inSight = () => {
    const place = document.querySelector(target)?.getBoundingClientRect();
    const around = document.querySelector(box).getBoundingClientRect();
    return Boolean(place) && place.top >= Math.max(around.top, 0) && place.bottom <= Math.min(around.bottom, innerHeight);
  };
  const began = performance.now();
  location.hash = hash;
  do await frame(); while (!inSight() && performance.now() - began < 10_000);
  const ms = performance.now() - began;
  await new Promise((done) => setTimeout(done, 600));
  return inSight() ? ms : Infinity;
}

// Milliseconds of each frame while it is scrolled from top to bottom.
async function scrollThrough(selector) {
  const box = document.querySelector(selector);
  const frames = [];
  box.scrollTop = 0;
  await frame();
  for (let last = performance.now(); box.scrollTop + box.clientHeight < box.scrollHeight - 1;) {
    box.scrollTop += 600; // three quarters of what is in sight
    const now = await new Promise((done) => requestAnimationFrame(() => done(performance.now())));
    frames.push(now - last);
    last = now;
  }
  return frames;
}

window.bench = { awaitShown, jump, scrollThrough, shownMs, turns, watch };
