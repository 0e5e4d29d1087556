import { expect, test } from 'vitest';
import { breakable, constant, html, joined } from './html-template.ts';

test('text is escaped between tags and in attributes', () => {
  const hostile = `</script><img src=x onerror="alert('1')">&`;
  expect(html`<p title="${hostile}">${hostile}</p>`.markup).toBe(
    '<p title="&lt;/script&gt;&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;">&lt;/script&gt;&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;</p>',
  );
});
test('markup made by the template is not escaped again, and lists are joined', () => {
  expect(html`<ul>${['<', 'b'].map((text) => html`<li>${text}</li>`)}</ul>`.markup).toBe('<ul><li>&lt;</li><li>b</li></ul>');
  expect(joined(['<', html`<b>b</b>`], ', ').markup).toBe('&lt;, <b>b</b>');
});
test('an object that looks like markup is not markup', () => {
  const forged: unknown = JSON.parse('{"markup":"<script>"}');
  // @ts-expect-error a record cannot smuggle markup in: only the class counts.
  expect(() => html`${forged}`).toThrow();
});
test('nothing is shown for what is not there, and zero is shown', () => {
  expect(html`[${null}${undefined}${false}${0}]`.markup).toBe('[0]');
});
test.each([Number.NaN, Number.POSITIVE_INFINITY])('the number %s throws', (value) => {
  expect(() => html`${value}`).toThrow('cannot show');
});
test('control characters become visible, line breaks stay', () => {
  expect(html`${'a\u0000b\nc\u001b[31m'}`.markup).toBe('a\u{fffd}b\nc\u{fffd}[31m');
});
test('constants stand as they are; ids may break after slashes, and stay escaped', () => {
  expect(html`${constant('<br>')}`.markup).toBe('<br>');
  expect(breakable('a/<b>_c').markup).toBe('a/<wbr>&lt;b&gt;_c');
});
