// The one write, and the one refusal that can be cured: a package whose metadata was not read and has no room left for our keys.
import type { Registry, RegistryUpdate } from '../ports.ts';

/**
 * Sends one UpdateModelPackage. A ValidationException is a definite no (nothing was changed), so the same revision may be
 * sent again without metadata; its id is in the description then.
 */
export async function sendUpdate(
  registry: Pick<Registry, 'update'>,
  request: RegistryUpdate,
  maySign: () => boolean,
): Promise<void> {
  try {
    await registry.update(request, maySign);
  } catch (error) {
    const isRefused = error instanceof Error && error.name === 'ValidationException';
    if (!isRefused || request.metadata.size === 0) throw error;
    await registry.update({ ...request, metadata: new Map(), metadataToRemove: [] }, maySign);
  }
}
