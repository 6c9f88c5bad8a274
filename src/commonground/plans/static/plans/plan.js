// Drag a part of the plan to another day or officer; the keyboard does the same. The server
// checks every rule: what it refuses goes back and is said in its words.
const grid = document.querySelector(".week-grid[data-plan]");
if (grid) begin(grid);

function begin(grid) {
  const words = document.getElementById("drag-words");
  const said = document.getElementById("drag-said");
  const token = document.querySelector("#drag-form input").value;
  let held = null;
  let over = null;
  grid.querySelector(".with-script").hidden = false;

  for (const slot of grid.querySelectorAll("[data-slot]")) {
    slot.draggable = true;
    slot.addEventListener("dragstart", (event) => {
      event.dataTransfer.setData("text/plain", slot.dataset.slot);
      take(slot);
    });
    slot.addEventListener("dragend", putBack);
    slot.addEventListener("keydown", (event) => onKey(event, slot));
  }
  for (const cell of grid.querySelectorAll("td[data-day]")) {
    cell.addEventListener("dragover", (event) => {
      if (!held) return;
      event.preventDefault();
      mark(cell);
    });
    cell.addEventListener("drop", (event) => {
      event.preventDefault();
      drop(cell);
    });
  }

  function take(slot) {
    held = slot;
    slot.classList.add("taken-up");
    said.textContent = grid.dataset.moved;
  }

  function putBack() {
    held?.classList.remove("taken-up");
    mark(null);
    held = null;
  }

  function mark(cell) {
    over?.classList.remove("drop-here");
    over = cell;
    over?.classList.add("drop-here");
    if (over) said.textContent = `${grid.dataset.over}: ${over.dataset.label}`;
  }

  function onKey(event, slot) {
    if (!held && event.key.toLowerCase() === "m") {
      event.preventDefault();
      take(slot);
      mark(slot.closest("td"));
    } else if (held === slot && event.key in STEPS) {
      event.preventDefault();
      mark(beside(over, ...STEPS[event.key]) ?? over);
    } else if (held === slot && event.key === "Enter") {
      event.preventDefault();
      drop(over);
    } else if (held === slot && event.key === "Escape") {
      putBack();
    }
  }

  async function drop(cell) {
    const slot = held;
    if (!slot || !cell) return;
    const same = cell === slot.closest("td");
    putBack();
    if (same) return;
    const body = new URLSearchParams({
      csrfmiddlewaretoken: token,
      based_on: grid.dataset.number,
      key: Math.random().toString(36).slice(2) + Date.now().toString(36),
      officer: cell.dataset.officer,
      day: cell.dataset.day,
      at: slot.dataset.time,
    });
    const url = `${slot.getAttribute("href")}drop/`;
    const answer = await fetch(url, { method: "POST", body, credentials: "same-origin" });
    if (answer.ok) {
      location.reload();
      return;
    }
    words.textContent = answer.status === 400 ? (await answer.json()).words : answer.statusText;
    words.hidden = false;
    words.scrollIntoView({ block: "nearest" });
    slot.focus();
  }
}

const STEPS = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };

function beside(cell, down, right) {
  const row = cell.parentElement;
  const rows = [...row.parentElement.children];
  const to = rows[rows.indexOf(row) + down];
  const next = to?.children[cell.cellIndex + right];
  return next?.dataset.day ? next : null;
}
