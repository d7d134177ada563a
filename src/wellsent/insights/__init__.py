"""What the facts say: volume, forecast, standing and tier of each source, quiet alarms, conversion, concentration.

The mathematics lives in methods/, pure and apart; the rest of the room feeds it facts and keeps its results with the
version of the facts they were computed from. Nothing here changes a fact.
"""
