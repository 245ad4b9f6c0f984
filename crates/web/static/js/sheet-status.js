// One line that says where the texts are: typed, on their way, saved, or only here (保存の状態).

export class Status {
  constructor(line) {
    this.line = line;
    this.words = line.dataset;
    this.state = "";
    this.last = "";
  }

  say(state, time = "") {
    if (this.state === state && this.last === time) return;
    this.state = state;
    this.last = time;
    this.line.parentElement.dataset.state = state;
    const text = this.words[state] ?? "";
    this.line.textContent = text.replace("{time}", time);
  }

  saved(time) {
    this.time = time;
    this.say("saved", time);
  }

  /** Nothing waits: what was said of the last save stands again. */
  rest() {
    if (this.time) this.saved(this.time);
    else this.say("rest");
  }
}
