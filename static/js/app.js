/* Enhancement only: every page reads and submits without these files.
   Behaviour hangs on data-* attributes, so templates carry no scripts. */
import "./theme.js";
import "./chips.js";
import "./overlays.js";
import "./tabs.js";
import "./rows.js";
import "./forms.js";
import "./files.js";
import "./toasts.js";
import "./polls.js";
import "./drawer.js";
import "./keyboard.js";
