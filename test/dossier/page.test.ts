// The page of a dossier: one document without a script or a request, hostile text shown as text, and nothing kept quiet.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pageOf, toldOf } from './told.ts';

const PAGE = pageOf();
const said = (text: string): void => assert.ok(PAGE.includes(text), `the page does not say: ${text}`);

describe('the page of a dossier', () => {
  test('loads nothing and runs nothing: no script, no address in it that a browser would fetch', () => {
    assert.match(PAGE, /Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/u);
    const own = PAGE.replaceAll(/&lt;img[^&]*&gt;/gu, '');
    assert.doesNotMatch(own, /<(?:script|img|iframe|link|object|embed|form)\b|\ssrc=|\son\w+=|url\((?!#)|@import/u);
    const links = [...PAGE.matchAll(/href="([^"]*)"/gu)].map(([, href]) => href);
    assert.ok(links.every((href) => href?.startsWith('#')));
  });

  test('shows what people and registries wrote as text, with what would deceive an eye spelled out', () => {
    said('&lt;img src=x onerror=alert(1)&gt;[U+202E]');
    assert.ok(!PAGE.includes('\u202e'));
  });

  test('says first what did not go the plain way', () => {
    for (const text of [
      'Break-glass: mei',
      'Around the gate: fraud-card v9 was Approved outside the gate by Tomas',
      'By exception: fraud-card v9 passed fraud/floor by new-market until 2027-01-31',
      'Failed afterwards: fraud-card v8 and project fraud-serving',
      'ines may not answer since',
      'report serving was not kept',
    ])
      said(text);
  });

  test('says of a call what it changed, and nothing of what stayed empty', () => {
    said('ModelPackageArn: arn:aws:sagemaker:us-east-1:111122223333:model-package/fraud-card/6 → ');
    assert.ok(!PAGE.includes('droppedMetadata'));
  });

  test('says that there was nothing, where there was nothing', () => {
    const told = toldOf({ carried: [], revoked: [], gaps: [] });
    const plain = pageOf({ ...told, versions: told.versions.slice(0, 1) });

    assert.match(plain, /Nothing: nobody broke the glass/u);
  });

  test('has each number against its limits, and every jump of its contents has a place', () => {
    const jumps = [...PAGE.matchAll(/href="#([\w-]+)">[^<]/gu)].map(([, id]) => id ?? '');

    assert.ok(jumps.length > 8);
    for (const id of jumps) said(`id="${id}"`);
    assert.ok([...PAGE.matchAll(/class="metric"/gu)].length > 3);
    assert.ok([...PAGE.matchAll(/class="trends"/gu)].length === 1);
  });
});
