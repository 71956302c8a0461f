// Before anything is painted: language and colours as they were chosen, else as the browser has them. Then, as soon as the
// document stands, the page in that language.
{
  const root = document.documentElement;
  const kept = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  // The Chinese page says so itself; the other is for everybody.
  const named = root.lang === "en" ? navigator.language : root.lang;
  const isChinese = /^zh(?![a-z])/i.test(kept("lang") ?? named);
  root.lang = isChinese ? "zh-Hans" : "en";
  if (kept("theme")) root.dataset.theme = kept("theme");
  // What a link brings is not there yet: what moves when it comes is not shown before (styles/layout.css).
  if (location.hash.length > 1) root.dataset.opens = "";
  document.addEventListener(
    "readystatechange",
    () => {
      const chinese = document.getElementById("page-zh");
      if (isChinese) document.getElementById("page").replaceWith(chinese.content);
      chinese.remove();
    },
    { once: true },
  );
}
