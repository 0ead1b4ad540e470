// Lists that come in pages: one way to read them to their end.

/**
 * The pages of a list in their order, each read when it is asked for. `read` gets the token of the page before, `from` for the first (null: the
 * beginning of the list). Throws what `read` throws.
 */
export async function* eachPage<Page extends { readonly nextToken: string | null }>(
  read: (nextToken: string | null) => Promise<Page>,
  from: string | null = null,
): AsyncGenerator<Page, void, undefined> {
  let token = from;
  do {
    const page = await read(token);
    yield page;
    token = page.nextToken;
  } while (token !== null);
}
