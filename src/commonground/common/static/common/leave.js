// Replace this page, so that Back does not lead here again. Without script the link still leaves.
const link = document.getElementById("leave");
link?.addEventListener("click", (event) => {
  event.preventDefault();
  document.body.hidden = true;
  location.replace(link.href);
});
