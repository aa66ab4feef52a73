// What this tab remembers from page to page, where the browser lets it.
const memory = {
  get(key) {
    try { return sessionStorage.getItem(key); } catch { return null; }
  },
  set(key, value) {
    try { sessionStorage.setItem(key, value); } catch { /* for this page alone */ }
  },
  take(key) {
    const value = this.get(key);
    if (value !== null) sessionStorage.removeItem(key);
    return value;
  },
};
