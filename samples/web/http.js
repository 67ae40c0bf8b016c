/** Fetches JSON from the shop's service and fails loudly when it is not there. */
export async function fetchJson(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}
