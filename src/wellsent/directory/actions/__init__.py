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
    take_back_leaving,
)
from wellsent.directory.actions.kinds import (
    add_kind,
    bring_back_kind,
    retire_kind,
    say_credential,
    use_shipped_words,
    word_kind,
)
from wellsent.directory.actions.learning import Learned, learn, unlearn
from wellsent.directory.actions.looking import look_for_same
from wellsent.directory.actions.many import (
    bring_back_many,
    do_not_contact_many,
    retire_many,
    set_tier_many,
    take_back_decisions,
)
from wellsent.directory.actions.merging import merge, unmerge
from wellsent.directory.actions.splitting import ToMove, split, unsplit

__all__ = [
    "TIERS",
    "Added",
    "Learned",
    "ToMove",
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
    "look_for_same",
    "merge",
    "move_affiliation",
    "remove_unused",
    "retire",
    "retire_kind",
    "retire_many",
    "say_credential",
    "set_kind",
    "set_tier",
    "set_tier_many",
    "split",
    "take_back_answer",
    "take_back_decisions",
    "take_back_leaving",
    "unlearn",
    "unmerge",
    "unsplit",
    "use_shipped_words",
    "word_kind",
]
