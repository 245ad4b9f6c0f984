// The criteria of WCAG 2.2 at level A and AA (those of JIS X 8341-3:2016 among them), and what each is judged by: `axe` are rules
// of axe-core, `own` are checks of `evidence.mjs`. A criterion that nothing here judges is "not tested", whatever anybody believes.

/** Number, short Japanese and English name, level, rules, own checks. */
export const CRITERIA = [
  ['1.1.1', '文字でないものの代わりの言葉', 'Text for what is not text', 'A', ['image-alt', 'svg-img-alt', 'input-image-alt', 'role-img-alt', 'object-alt', 'area-alt'], ['charts']],
  ['1.2.1', '音だけ・映像だけの代わり', 'Audio or video alone', 'A', [], ['no-media']],
  ['1.2.2', '字幕', 'Captions', 'A', [], ['no-media']],
  ['1.2.3', '映像の言葉による説明', 'Video told in words', 'A', [], ['no-media']],
  ['1.2.4', '生放送の字幕', 'Live captions', 'AA', [], ['no-media']],
  ['1.2.5', '音声による解説', 'Audio description', 'AA', [], ['no-media']],
  ['1.3.1', '見た目の構造が機械にも分かる', 'Structure machines can read', 'A', ['list', 'listitem', 'definition-list', 'dlitem', 'th-has-data-cells', 'td-headers-attr', 'aria-required-children', 'aria-required-parent', 'table-fake-caption', 'td-has-header', 'p-as-heading'], ['charts']],
  ['1.3.2', '読む順序', 'Order of reading', 'A', [], ['order']],
  ['1.3.3', '形や位置だけに頼らない', 'Not by shape or place alone', 'A', [], []],
  ['1.3.4', '画面の向き', 'Orientation', 'AA', ['css-orientation-lock'], ['orientation']],
  ['1.3.5', '本人についての入力欄の目的', 'Purpose of fields about oneself', 'AA', ['autocomplete-valid'], ['no-personal-fields']],
  ['1.4.1', '色だけに頼らない', 'Not by colour alone', 'A', ['link-in-text-block'], []],
  ['1.4.2', '音を止められる', 'Sound can be stopped', 'A', ['no-autoplay-audio'], ['no-media']],
  ['1.4.3', '文字の明暗の差', 'Contrast of text', 'AA', ['color-contrast'], []],
  ['1.4.4', '文字を2倍に', 'Text twice as large', 'AA', ['meta-viewport'], ['zoom']],
  ['1.4.5', '絵にした文字', 'Text as pictures', 'AA', [], ['no-raster']],
  ['1.4.10', '幅320pxでの折り返し', 'Reflow at 320 px', 'AA', [], ['reflow']],
  ['1.4.11', '文字以外の明暗の差', 'Contrast of what is not text', 'AA', [], []],
  ['1.4.12', '字や行の間を広げる', 'Wider spacing of text', 'AA', ['avoid-inline-spacing'], ['spacing']],
  ['1.4.13', '重ねて出る説明', 'What appears on hover or focus', 'AA', [], []],
  ['2.1.1', 'キーボードで使える', 'By keyboard', 'A', ['scrollable-region-focusable', 'frame-focusable-content', 'server-side-image-map'], ['keyboard']],
  ['2.1.2', 'キーボードが閉じ込められない', 'No trap for the keyboard', 'A', [], ['keyboard']],
  ['2.1.4', '一文字のショートカット', 'Shortcuts of one letter', 'A', [], ['no-key-listeners']],
  ['2.2.1', '時間の制限', 'Time limits', 'A', ['meta-refresh'], ['no-refresh']],
  ['2.2.2', '動くものを止められる', 'What moves can be stopped', 'A', ['blink', 'marquee'], ['no-motion']],
  ['2.3.1', '光の点滅', 'Flashes', 'A', [], ['no-motion']],
  ['2.4.1', '本文へ飛べる', 'Past the navigation', 'A', ['bypass', 'skip-link'], ['skip']],
  ['2.4.2', 'ページの題', 'Title of a page', 'A', ['document-title'], ['titles']],
  ['2.4.3', 'フォーカスの順序', 'Order of focus', 'A', ['tabindex'], ['order']],
  ['2.4.4', 'リンクの行き先が分かる', 'Where a link leads', 'A', ['link-name'], []],
  ['2.4.5', 'ページへの行き方が二つ以上', 'More than one way to a page', 'AA', [], ['ways']],
  ['2.4.6', '見出しとラベル', 'Headings and labels', 'AA', [], []],
  ['2.4.7', 'フォーカスが見える', 'Focus is seen', 'AA', [], ['keyboard']],
  ['2.4.11', 'フォーカスが隠れない', 'Focus is not covered', 'AA', [], ['keyboard']],
  ['2.5.1', '複雑な指の動き', 'Gestures', 'A', [], ['no-pointer-listeners']],
  ['2.5.2', '押し間違いの取り消し', 'Undoing a press', 'A', [], ['no-pointer-listeners']],
  ['2.5.3', '見えるラベルと名前', 'Label in name', 'A', ['label-content-name-mismatch'], []],
  ['2.5.4', '端末を動かす操作', 'Moving the device', 'A', [], ['no-pointer-listeners']],
  ['2.5.7', '引きずる操作', 'Dragging', 'AA', [], ['slider-has-field']],
  ['2.5.8', '押す所の大きさ', 'Size of targets', 'AA', ['target-size'], ['targets']],
  ['3.1.1', 'ページの言語', 'Language of a page', 'A', ['html-has-lang', 'html-lang-valid', 'html-xml-lang-mismatch'], []],
  ['3.1.2', '一部分の言語', 'Language of parts', 'AA', ['valid-lang'], ['japanese-marked']],
  ['3.2.1', 'フォーカスで変わらない', 'Nothing changes on focus', 'A', [], ['keyboard']],
  ['3.2.2', '入力で変わらない', 'Nothing changes on input', 'A', [], ['input']],
  ['3.2.3', '案内がいつも同じ', 'The same navigation', 'AA', [], ['navigation']],
  ['3.2.4', '同じものは同じ名前', 'The same names', 'AA', [], []],
  ['3.2.6', '助けがいつも同じ所', 'Help in the same place', 'A', [], []],
  ['3.3.1', '誤りが分かる', 'Errors are told', 'A', [], ['errors']],
  ['3.3.2', '入力欄の説明', 'Labels of fields', 'A', ['label', 'select-name', 'form-field-multiple-labels'], []],
  ['3.3.3', '直し方が分かる', 'How to mend an error', 'AA', [], ['errors']],
  ['3.3.4', '大事な送信の取り消し', 'Undoing what matters', 'AA', [], ['no-sending']],
  ['3.3.7', '二度書かせない', 'Not asked twice', 'A', [], ['no-sending']],
  ['3.3.8', '記憶に頼らない本人確認', 'Signing in without a test', 'AA', [], ['no-sending']],
  ['4.1.1', '正しい文法', 'Sound markup', 'A', ['duplicate-id-aria'], ['ids']],
  ['4.1.2', '部品の名前と役割', 'Name, role, value', 'A', ['aria-allowed-attr', 'aria-valid-attr', 'aria-valid-attr-value', 'aria-roles', 'aria-hidden-focus', 'button-name', 'frame-title', 'aria-input-field-name', 'nested-interactive', 'summary-name'], []],
  ['4.1.3', '変わったことの知らせ', 'Changes are announced', 'AA', [], ['status']],
];

/**
 * Judges each criterion by what was found: `rules` maps a rule to `{passes, violations}` in places, `own` a check to
 * `{result, note}`. One violation fails it; without any evidence it is not tested.
 */
export function judge(rules, own) {
  return CRITERIA.map(([number, name_ja, name_en, level, axe, checks]) => {
    const asked = axe.map((rule) => [rule, rules.get(rule)]).filter(([, found]) => found && found.passes + found.violations > 0);
    const done = checks.map((check) => own.get(check)).filter(Boolean);
    const broken = asked.filter(([, found]) => found.violations > 0);
    const failed = done.filter((one) => one.result === 'fail');
    const told = [
      ...asked.map(([rule, { passes, violations }]) => `axe ${rule}：適合${passes}か所${violations ? `、不適合${violations}か所` : ''}`),
      ...done.map((one) => one.note),
    ];
    let result = 'not tested';
    if (broken.length || failed.length) result = 'fail';
    else if (asked.length || done.some((one) => one.result === 'pass')) result = 'pass';
    else if (done.length) result = 'not applicable';
    const method = result === 'not tested' ? 'not tested' : 'automatic';
    const note = result === 'not tested' ? '機械では確かめられず、人による試験をまだしていません。' : told.join('／');
    return { number, name_ja, name_en, level, method, result, note };
  });
}
