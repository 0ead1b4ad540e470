// Proves what `npm start` hears on the buses: each event once, whoever published it again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { followDecisions, type Tappable } from '../../../local/start/feed.ts';

type Listener = Parameters<Tappable['tap']>[0];

const finished = (eventId: string, version: number) => ({
  account: '111122223333',
  region: 'us-east-1',
  bus: 'modelgate',
  event: {
    'detail-type': 'Project Update Finished',
    source: 'modelgate',
    detail: {
      eventId,
      subject: { modelPackageVersion: version },
      project: { projectName: 'search-serving' },
      projectStatus: 'UpdateCompleted',
    },
  },
});

test('an event that two workers published under one eventId is told once', () => {
  const listeners: Listener[] = [];
  const told: string[] = [];
  const tap: Tappable['tap'] = (listener) => {
    listeners.push(listener);
    return () => {};
  };
  const feed = followDecisions({ tap }, () => 0, { onFollowed: (line) => told.push(line) });
  for (const seen of [finished('e-1', 4), finished('e-1', 4), finished('e-2', 12)]) listeners[0]?.(seen);
  const lines = ['project search-serving: UpdateCompleted with v4', 'project search-serving: UpdateCompleted with v12'];
  assert.deepEqual(told, lines);
  assert.deepEqual(feed.projects(), lines);
  assert.equal(feed.events(), 3);
});
