// A passkey that was refused or put away is said in words, not only in the console.
const problem = document.getElementById("passkey-problem");
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  if (!problem) return;
  problem.textContent = problem.dataset.words;
  problem.hidden = false;
});
