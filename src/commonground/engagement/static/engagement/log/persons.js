// What in a text looks like a person: the twin of log/persons.py, by the same rules (persons.json).
// One table of cases is tested on both.
const escape = (words) => words.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
const LISTS = ["said", "pronouns", "at", "articles", "links", "joins", "particles", "ordinary", "names"];

export function prepare(told) {
  const pattern = (source, anyCase) => {
    for (let i = 0; i < 2; i += 1) { // a letter class may stand in a list of words
      for (const [name, letters] of Object.entries(told.letters)) source = source.replaceAll(`{${name}}`, letters);
    }
    return new RegExp(source, anyCase ? "gi" : "g");
  };
  return {
    patterns: told.rules.map((rule) => [rule.kind, rule.in_places ?? true, pattern(rule.pattern, rule.any_case)]),
    places: told.place_patterns.map((source) => pattern(`(?<![{L}])${source}`)),
    word: pattern("[{L}][{L}'’-]*"),
    upper: pattern("^[{U}]").source,
    lists: Object.fromEntries(LISTS.map((name) => [name, new Set(told[name])])),
    instead: told.instead,
  };
}

// -> [{ start, end, kind }], in order; the names of `places` are known
export function marks(rules, text, places = []) {
  const withoutPlaces = hidePlaces(rules, text, places);
  const found = rules.patterns.flatMap(([kind, inPlaces, pattern]) =>
    [...(inPlaces ? text : withoutPlaces).matchAll(pattern)].map((match) => (
      { start: match.index, end: match.index + match[0].length, kind })));
  return joined([...found, ...names(rules, withoutPlaces)]);
}

export function without(rules, text, found, language = "en") {
  const instead = rules.instead[language] ?? rules.instead.en;
  return [...found].reverse().reduce(
    (words, { start, end, kind }) => words.slice(0, start) + (instead[kind] ?? instead.else) + words.slice(end), text);
}

// Lower case without accents, character for character
const folded = (text) => [...text].map((one) => {
  const plain = one.normalize("NFKD")[0].toLowerCase()[0];
  return plain.padEnd(one.length, plain);
}).join("");

function hidePlaces(rules, text, places) {
  const plain = folded(text);
  const hidden = text.split("");
  const hide = (match) => hidden.fill("_", match.index, match.index + match[0].length);
  for (const name of places.map(folded).filter(Boolean)) {
    const whole = new RegExp(`(?<![\\p{L}\\p{N}_])${escape(name).replaceAll("\\-", "-")}(?![\\p{L}\\p{N}_])`, "gu");
    for (const match of plain.matchAll(whole)) hide(match);
  }
  for (const pattern of rules.places) {
    for (const match of text.matchAll(pattern)) {
      const start = match.index + lengthOfName(rules, text, match);
      hidden.fill("_", start, match.index + match[0].length);
    }
  }
  return hidden.join("");
}

// Of "Maria Okafor of Clark Street" the place is the end; "at Martin and Clark Street" is one
function lengthOfName({ word, lists }, text, place) {
  const words = [...place[0].matchAll(word)];
  const lower = words.map((one) => one[0].toLowerCase());
  const before = [...text.slice(0, place.index).matchAll(word)].at(-1)?.[0].toLowerCase() ?? "";
  const link = Math.max(lower.findIndex((one) => lists.links.has(one)), 0);
  const isName = lower.slice(0, link).some((one, n) => {
    const led = n ? lower[n - 1] : before;
    return lists.names.has(one) && !lists.at.has(led) && !lists.articles.has(led);
  });
  return isName ? words[link].index : 0;
}

function wordsOf(rules, text) {
  const found = [];
  let end = 0;
  for (const match of text.matchAll(rules.word)) {
    const gap = text.slice(end, match.index);
    const bare = match[0].replace(/['’]s?$/, "");
    end = match.index + match[0].length;
    found.push({
      start: match.index, end: match.index + bare.length, lower: bare.toLowerCase(), gap,
      isCapital: new RegExp(rules.upper).test(match[0]) && bare !== bare.toUpperCase(),
      begins: !found.length || /[.!?:;\n•–—"“(]/.test(gap),
    });
  }
  return found;
}

function names(rules, text) {
  const words = wordsOf(rules, text);
  const found = [];
  const places = new Set();
  for (let at = 0; at < words.length; at += 1) {
    if (isAtAPlace(rules, words, at, places)) places.add(at);
    else if (isName(rules, words, at)) {
      const last = endOfName(rules, words, at);
      found.push({ start: words[at].start, end: words[last].end, kind: "name" });
      at = last;
    }
  }
  return found;
}

const isGiven = (rules, word) => rules.lists.names.has(word.lower);
const isProper = (rules, word) => word.isCapital && !rules.lists.ordinary.has(word.lower);

// "near Devon", "on Clark and Devon", "the Aldi": a capital after such a word is a place
function isAtAPlace(rules, words, at, places) {
  const word = words[at];
  if (at === 0 || word.begins || !isProper(rules, word) || isGiven(rules, word)) return false;
  const before = words[at - 1].lower;
  if (places.has(at - 1) && !word.gap.trim()) return true;
  const isJoined = at > 1 && places.has(at - 2) && rules.lists.joins.has(before);
  return isJoined || rules.lists.at.has(before) || rules.lists.articles.has(before);
}

function isName(rules, words, at) {
  const word = words[at];
  if (isGiven(rules, word)) return true;
  if (!isProper(rules, word)) return false;
  if (!word.begins) return true;
  const follows = words[at + 1];
  if (!follows || follows.gap.trim()) return false;
  const says = rules.lists.said.has(follows.lower) && !word.lower.endsWith("s");
  return (says && !rules.lists.pronouns.has(word.lower)) || (isProper(rules, follows) && !isGiven(rules, follows));
}

// The last word of the name that begins at `at`: capitals, and particles between them
function endOfName(rules, words, at) {
  let last = at;
  for (let ahead = at + 1; ahead < words.length && !words[ahead].gap.trim(); ahead += 1) {
    if (isProper(rules, words[ahead])) last = ahead;
    else if (!rules.lists.particles.has(words[ahead].lower)) break;
  }
  return last;
}

function joined(found) {
  const together = [];
  for (const mark of [...found].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = together.at(-1);
    if (last && mark.start < last.end) last.end = Math.max(last.end, mark.end);
    else together.push({ ...mark });
  }
  return together;
}
