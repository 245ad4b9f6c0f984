// Makes pages nicer; every page works without it (画面の補助).
import { addThemeSwitch } from "./theme-switch.js";
import { submitFiltersOnChange } from "./filters.js";
import { addCopyButtons, addPrintButtons, allowDrop } from "./small-helps.js";

addThemeSwitch();
submitFiltersOnChange();
addCopyButtons();
addPrintButtons();
allowDrop();
