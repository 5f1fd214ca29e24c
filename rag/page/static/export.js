// Records of answers -> Markdown or JSON to take along, each quote with its place.
import { say } from "./words.js";

const plain = (text) => String(text).replace(/\s+/g, " ").trim().replace(/[\\`*_[\]<>#|~]/g, "\\$&");

// The address that opens this page at the cited sentence.
function linkTo(citation) {
  return `${location.origin}/#/${encodeURIComponent(citation.document)}/${citation.start}-${citation.end}`;
}

// The line above the quotes, or what a model wrote: of that, what has its sources.
function said(record) {
  const notice = record.notice ? ["", plain(record.notice)] : [];
  if (record.writer !== "model") return [plain(record.text), ...notice];
  const supported = (record.written ?? []).filter(({ verdict }) => verdict === "supported");
  const paragraphs = new Map(); // line of the draft -> its sentences
  for (const { sentence, citations, line } of supported) {
    const numbered = [plain(sentence), ...citations.map((number) => `[${Number(number)}]`)].join(" ");
    paragraphs.set(line, [...(paragraphs.get(line) ?? []), numbered]);
  }
  const prose = [...paragraphs.values()].flatMap((sentences) => [sentences.join(" "), ""]);
  return [`*${plain(say("written_by", { model: record.model }))}*`, "", ...prose.slice(0, -1), ...notice, "", `*${plain(say("word_for_word"))}*`];
}

export function exportMarkdown(records, title = "") {
  const lines = title ? [`# ${plain(title)}`, "", say("exported_from"), ""] : [];
  for (const record of records) {
    lines.push(`**${plain(record.question)}**`, "", ...said(record), "");
    for (const citation of record.citations) {
      const place = [citation.speaker, citation.document, citation.page ? say("page", citation) : "", citation.paragraph ? say("paragraph", citation) : ""].filter(Boolean).map(plain).join(", ");
      lines.push(`> ${plain(citation.quote)}`, `>`, `> [${citation.number}] ${place}, [${citation.start}-${citation.end}](${linkTo(citation)})`, "");
    }
  }
  return `${lines.join("\n").trim()}\n`;
}

export function exportJson(conversation) {
  const turns = conversation.turns.map((record) => ({
    ...record, citations: record.citations.map((citation) => ({ ...citation, link: linkTo(citation) })),
  }));
  return `${JSON.stringify({ format: "article-chat conversation", version: 1, title: conversation.title, created: conversation.created, updated: conversation.updated, turns }, null, 2)}\n`;
}

export function download(name, text, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000); // the browser has begun to save by then
}
