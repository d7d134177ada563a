"""What is done to the directory. Everything is checked, audited and done in one transaction, or not at all."""

from wellsent.directory.actions.adding import Added, add_many, add_provider, remove_unused
from wellsent.directory.actions.asking import answer_same_question, ask_same, take_back_answer
from wellsent.directory.actions.forgetting import forget_made_up
from wellsent.directory.actions.keeping import (
    TIERS,
    affiliate,
    bring_back,
    clear_tier,
    contact_again,
    do_not_contact,
    end_affiliation,
    move_affiliation,
    retire,
    set_kind,
    set_tier,
)
from wellsent.directory.actions.kinds import add_kind, bring_back_kind, retire_kind, use_shipped_words, word_kind
from wellsent.directory.actions.learning import Learned, learn, unlearn
from wellsent.directory.actions.many import (
    bring_back_many,
    do_not_contact_many,
    retire_many,
    set_tier_many,
    take_back_decisions,
)
from wellsent.directory.actions.merging import merge, unmerge

__all__ = [
    "TIERS",
    "Added",
    "Learned",
    "add_kind",
    "add_many",
    "add_provider",
    "affiliate",
    "answer_same_question",
    "ask_same",
    "bring_back",
    "bring_back_kind",
    "bring_back_many",
    "clear_tier",
    "contact_again",
    "do_not_contact",
    "do_not_contact_many",
    "end_affiliation",
    "forget_made_up",
    "learn",
    "merge",
    "move_affiliation",
    "remove_unused",
    "retire",
    "retire_kind",
    "retire_many",
    "set_kind",
    "set_tier",
    "set_tier_many",
    "take_back_answer",
    "take_back_decisions",
    "unlearn",
    "unmerge",
    "use_shipped_words",
    "word_kind",
]
