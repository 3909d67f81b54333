"""The files of the corpus, in their order."""

from pictures import expected

FILES = []


def take(name, data, within=2, pixels=None, **facts):
    FILES.append({"name": name, "data": data, "pixels": pixels or expected(data), "within": within, "facts": facts})


def refuse(name, data, reason):
    FILES.append({"name": name, "data": data, "refused": reason})
