// Compares the what-if script with values worked out in Rust. Started by `crates/site/tests/what_if.rs`: the script's path as
// argument, the cases as JSON on stdin; prints how many values agreed, or fails at the first that does not.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

await import(pathToFileURL(process.argv[2]));
const { moved, shown, difference, isAmount, read, written } = globalThis.henkakuWhatIf;
const { model, cases } = JSON.parse(readFileSync(0, 'utf8'));

let agreed = 0;
const none = moved(model, model.levers.map(() => 0));
for (const { amounts, figures } of cases) {
  const found = moved(model, amounts);
  figures.forEach((values, place) => {
    values.forEach((value, at) => {
      const said = `${JSON.stringify(amounts)} ${model.figures[place].id} ${model.years[at]}`;
      if (value === null) {
        assert.equal(found[place][at], null, said);
        return;
      }
      assert.equal(String(found[place][at]), value.yen, said);
      assert.equal(shown(found[place][at]), value.shown, said);
      assert.equal(difference(none[place][at], found[place][at]), value.difference, said);
      agreed += 1;
    });
  });
  // The fragment keeps exactly the amounts within the bounds.
  const kept = amounts.map((amount, at) => (isAmount(model.levers[at], String(amount)) ? amount : 0));
  assert.deepEqual(read(model, written(model, kept)), kept);
}
const [first] = model.levers;
for (const text of ['', 'x', '1.5', '1e3', ' 1', String(first.max + 1), String(first.min - 1), '99999999999']) {
  assert.equal(isAmount(first, text), false, text);
}
assert.equal(written(model, model.levers.map(() => 0)), '');
assert.deepEqual(read(model, `#${first.id}=${first.max}&unknown=5`)[0], first.max);
assert.deepEqual(read(model, '#main'), model.levers.map(() => 0));
console.log(agreed);
