"""The only room with patient data: encrypted, found by blind indexes, every read and write audited.

Other rooms hold a patient's number and nothing else. Names, birth dates, telephones and record numbers never leave
this room but to the person who may see them.
"""
