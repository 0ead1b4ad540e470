// Fills ImageDigest from an image that is named by its digest; no registry of images is asked.

type Container = { readonly Image?: string; readonly ImageDigest?: string };

const withDigest = (container: Container): Container => {
  const [, digest] = /@(sha256:[0-9a-f]{64})$/.exec(container.Image ?? '') ?? [];
  return digest === undefined || container.ImageDigest !== undefined
    ? container
    : { ...container, ImageDigest: digest };
};

/** An InferenceSpecification whose containers carry the ImageDigest that their image names. */
export const withImageDigests = (specification: unknown): unknown => {
  if (specification === undefined) return undefined;
  const known = specification as { Containers: readonly Container[] };
  return { ...known, Containers: known.Containers.map(withDigest) };
};
