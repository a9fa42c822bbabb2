"""Write down where each pattern of the de-identification check can begin, so that it needn't be derived at each start.

Run by hand after a change of patterns; the output is committed. Without it the check is as right, but starts slower.

    python -m tools.keep_plans
"""

import json
from pathlib import Path

from avvikelse import deid
from avvikelse.deid.kept_plans import FILE, Kept, key_of, sum_of, written
from avvikelse.deid.patterns import all_patterns

DATA = Path(deid.__file__).with_name("data")


def main() -> None:
    """Derive every plan and write it."""
    plans: Kept = {key_of(*pattern.written): written(pattern.derive()) for pattern in all_patterns()}
    plans = dict(sorted(plans.items()))
    rows = ",\n".join(f"  {json.dumps(key)}: {json.dumps(plan, ensure_ascii=False)}" for key, plan in plans.items())
    text = f'{{"sha256": "{sum_of(plans)}", "plans": {{\n{rows}\n}}}}\n'
    (DATA / FILE).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
