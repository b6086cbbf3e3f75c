"""Which records describe one actor, and which statements tell one act: found, scored, judged by people, merged, and undone."""
