// "Use where I am": the button shows only where the browser can tell, and nothing is sent before
// the form is. Four decimals: about ten metres, no finer than a place needs.
const button = document.querySelector("[data-here]");
if (button && navigator.geolocation && isSecureContext) {
  const { form } = button, place = form.elements.place, status = form.querySelector("[data-here-status]");
  const say = (words) => { status.textContent = words; };
  const keep = (name, value) => {
    let input = form.elements[name];
    if (!input) {
      input = document.createElement("input");
      Object.assign(input, { type: "hidden", name });
      form.append(input);
    }
    input.value = value;
  };
  const found = ({ coords }) => {
    place.value ||= button.dataset.here;
    keep("latitude", coords.latitude.toFixed(4));
    keep("longitude", coords.longitude.toFixed(4));
    keep("point_of", place.value);
    say(button.dataset.found);
  };
  button.addEventListener("click", () => {
    say(button.dataset.looking);
    navigator.geolocation.getCurrentPosition(found, () => say(button.dataset.failed),
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 });
  });
  // other words are another place: the server drops the point with them
  place.addEventListener("input", () => say(""));
  button.hidden = false;
}
