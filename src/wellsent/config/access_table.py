"""Who may open which address: every address there is, as every role and as nobody.

tests/test_access.py asks each one and fails for an address that has no line here. The marks:
    opens    let through to the page (which may still say that there is no such row)
    no       refused: "your role does not allow this"
    sign-in  led to the sign-in page
"""

from __future__ import annotations

from dataclasses import dataclass

ASKED_AS = ("nobody", "owner", "liaison", "front-desk", "clinician", "compliance", "read-only")

_ALL = "sign-in opens opens opens opens opens opens"
_ANYBODY = "opens   opens opens opens opens opens opens"
_OWNER = "sign-in opens no    no    no    no    no"
_AUDIT = "sign-in opens no    no    no    opens no"
_TOUCH = "sign-in opens opens opens opens no    no"
_SOURCE = "sign-in opens opens no    no    no    no"
_VOLUME = "sign-in opens opens no    no    no    opens"
_REFERRALS = "sign-in opens opens opens opens opens no"
_RECORD = "sign-in opens no    opens no    no    no"
_VISIT = "sign-in opens no    opens opens no    no"
_IMPORT = "sign-in opens opens opens no   no    no"

_LINES = f"""
account_login                /sign-in/                          {_ANYBODY}
account_logout               /sign-out/                         {_ANYBODY}
account_reset_password       /forgot/                           {_ANYBODY}
mfa_authenticate             /sign-in/code/                     {_ANYBODY}
mfa_login_webauthn           /sign-in/passkey/                  {_ANYBODY}
accounts:set-up              /setup/                            {_ANYBODY}
accounts:join                /join/{"x" * 43}/                  {_ANYBODY}
accounts:reset               /reset/MQ/c1a2b3-0123456789abcdef/ {_ANYBODY}

account_reauthenticate       /confirm/                          {_ALL}
mfa_reauthenticate           /confirm/code/                     {_ALL}
mfa_reauthenticate_webauthn  /confirm/passkey/                  {_ALL}
mfa_index                    /second-factor/                    {_ALL}
mfa_activate_totp            /second-factor/app/                {_ALL}
mfa_deactivate_totp          /second-factor/app/remove/         {_ALL}
mfa_view_recovery_codes      /second-factor/codes/              {_ALL}
mfa_generate_recovery_codes  /second-factor/codes/new/          {_ALL}
mfa_download_recovery_codes  /second-factor/codes/file/         {_ALL}
mfa_list_webauthn            /second-factor/passkeys/           {_ALL}
mfa_add_webauthn             /second-factor/passkeys/add/       {_ALL}
mfa_remove_webauthn          /second-factor/passkeys/1/remove/  {_ALL}
mfa_edit_webauthn            /second-factor/passkeys/1/name/    {_ALL}
accounts:session             /session/                          {_ALL}
accounts:account             /account/                          {_ALL}
accounts:password            /account/password/                 {_ALL}
accounts:end-session         /account/sessions/end/             {_ALL}

accounts:people              /people/                           {_OWNER}
accounts:invite              /people/invite/                    {_OWNER}
accounts:renew               /people/invitations/1/renew/       {_OWNER}
accounts:withdraw            /people/invitations/1/withdraw/    {_OWNER}
accounts:person              /people/1/                         {_OWNER}
accounts:act-on-person       /people/1/retire/                  {_OWNER}
accounts:practice            /settings/                         {_OWNER}
accounts:clinics             /settings/clinics/                 {_OWNER}
accounts:clinic              /settings/clinics/1/               {_OWNER}
accounts:closures            /settings/closures/                {_OWNER}
accounts:remove-closure      /settings/closures/1/remove/       {_OWNER}
accounts:recovery-key        /settings/recovery-key/            {_OWNER}
accounts:type-recovery-key   /settings/recovery-key/typed/      {_OWNER}

accounts:audit               /audit/                            {_AUDIT}

search                       /search/                           {_ALL}

desk:this-week               /                                  {_ALL}
desk:answer                  /week/answer/                      {_SOURCE}
desk:undo                    /week/undo/1/                      {_SOURCE}
desk:sources                 /sources/                          {_ALL}
desk:known                   /sources/known/                    {_ALL}
desk:source                  /sources/1/                        {_ALL}
desk:decisions               /sources/1/decisions/              {_SOURCE}
desk:decide                  /sources/1/retire/                 {_SOURCE}
desk:office                  /sources/1/office/                 {_ALL}
desk:office-say              /sources/1/office/add/             {_SOURCE}
desk:office-take-back        /sources/1/office/take-back/       {_SOURCE}
desk:ties                    /sources/1/ties/                   {_ALL}
desk:ties-who                /sources/1/ties/who/               {_SOURCE}
desk:tie                     /sources/1/ties/1/end/             {_SOURCE}
desk:same-person             /same-person/                      {_SOURCE}
desk:identity                /sources/1/identity/               {_SOURCE}
desk:identity-say            /sources/1/identity/same/          {_SOURCE}
desk:split                   /sources/1/split/                  {_SOURCE}
desk:same-person-answer      /same-person/1/answer/             {_SOURCE}
desk:same-person-undo        /same-person/1/undo/               {_SOURCE}
desk:add-source              /sources/new/                      {_SOURCE}
desk:npi                     /sources/1/npi/                    {_SOURCE}
desk:registry                /sources/registry/                 {_SOURCE}
desk:registry-answer         /sources/registry/answer/          {_SOURCE}
desk:registry-undo           /sources/registry/undo/1/          {_SOURCE}
desk:insights                /insights/                         {_VOLUME}

directory:kinds              /kinds/                            {_ALL}
directory:new-kind           /kinds/new/                        {_SOURCE}
directory:kind               /kinds/podiatry/                   {_SOURCE}
directory:act-on-kind        /kinds/podiatry/shipped-words/     {_SOURCE}

plan:profile                 /profile/                          {_VOLUME}
plan:bring-back-profile      /profile/1/bring-back/             {_SOURCE}
plan:targets                 /targets/                          {_VOLUME}
plan:keep-weights            /targets/weights/                  {_SOURCE}
plan:decide-target           /targets/decide/                   {_SOURCE}
plan:decided-targets         /targets/decided/                  {_VOLUME}
plan:undo-target             /targets/decided/1/undo/           {_SOURCE}

desk:referrals               /referrals/list/                   {_REFERRALS}
referrals:board              /referrals/                        {_REFERRALS}
referrals:referral           /referrals/1/                      {_REFERRALS}
referrals:calls              /referrals/calls/                  {_RECORD}
referrals:new                /referrals/new/                    {_RECORD}
referrals:new-sources        /referrals/new/sources/            {_RECORD}
referrals:new-known          /referrals/new/known/              {_RECORD}
referrals:new-may-order      /referrals/new/may-order/          {_RECORD}
referrals:authority          /referrals/authority/              {_AUDIT}
referrals:withdraw-authority /referrals/authority/1/withdraw/   {_AUDIT}
referrals:credential         /referrals/authority/credential/   {_AUDIT}
referrals:source-audit       /referrals/source-audit/           {_VOLUME}
referrals:call-off-audit     /referrals/source-audit/1/call-off/ {_OWNER}
referrals:brought            /referrals/1/brought/              {_REFERRALS}
referrals:say-source         /referrals/1/source/               {_RECORD}
referrals:undo               /referrals/undo/                   {_RECORD}
referrals:move               /referrals/1/move/                 {_RECORD}
referrals:attempt            /referrals/1/attempt/              {_RECORD}
referrals:hold               /referrals/1/hold/                 {_RECORD}
referrals:end-hold           /referrals/1/hold/1/end/           {_RECORD}
referrals:visit              /referrals/1/visit/                {_VISIT}
referrals:join               /referrals/1/join/                 {_RECORD}
referrals:apart              /referrals/1/apart/                {_RECORD}
referrals:correct            /referrals/1/correct/              {_RECORD}

outreach:touches             /contacts/                         {_ALL}
outreach:log                 /contacts/log/                     {_TOUCH}
outreach:saved               /contacts/log/saved/1/             {_TOUCH}
outreach:undo                /contacts/1/undo/                  {_TOUCH}
outreach:ask                 /introductions/to/1/               {_TOUCH}
outreach:introduction        /introductions/1/answer/           {_TOUCH}

ui:gallery                   /ui/gallery/                       {_ANYBODY}

exchange:sample              /sample/                           {_OWNER}
exchange:sample-load         /sample/load/                      {_OWNER}
exchange:sample-remove       /sample/remove/                    {_OWNER}
exchange:imports             /import/                           {_IMPORT}
exchange:start               /import/start/                     {_IMPORT}
exchange:import              /import/1/                         {_IMPORT}
exchange:choose              /import/1/columns/                 {_IMPORT}
exchange:rejected            /import/1/not-imported.csv         {_IMPORT}
exchange:act-on-import       /import/1/undo/                    {_IMPORT}
"""


@dataclass(frozen=True, slots=True)
class Address:
    """One address with an example of it, and what each asker meets."""

    name: str
    path: str
    meets: dict[str, str]


def addresses() -> list[Address]:
    """The table, line by line."""
    lines = [line.split() for line in _LINES.splitlines() if line.strip()]
    return [Address(name, path, dict(zip(ASKED_AS, marks, strict=True))) for name, path, *marks in lines]
