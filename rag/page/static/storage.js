// The browser's storages; where it keeps no data of pages, nothing is kept, and all else works.
function storage(kind) {
  try {
    return window[kind];
  } catch {
    return { getItem: () => null, setItem: () => {}, removeItem: () => {} };
  }
}

export const browser = storage("localStorage");
export const tab = storage("sessionStorage"); // each tab has its own
