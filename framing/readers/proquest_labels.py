"""The labels of a ProQuest record, by our name for them, in the languages of its pages; white space and case do not count."""

from __future__ import annotations

import re
from collections.abc import Mapping

_LABELS: Mapping[str, str] = {
    "full_text": "Full text|Volltext|Texte intégral|Texto completo|Testo completo",
    "abstract": "Abstract|Zusammenfassung|Zusammenfassung (Abstract)|Résumé|Resumen|Riassunto|Resumo",
    "links": "Links|Link|Liens|Enlaces|Vínculos|Collegamenti",
    "publication_info": "Publication info|Publikationsinfo|Publikationsinformationen|Informations de publication|"
    "Infos sur la publication|Información de publicación|Información de la publicación",
    "author": "Author|Authors|Autor|Autoren|Autor/in|Auteur|Auteurs|Autores|Autore|Autori",
    "title": "Title|Titel|Titre|Título|Titolo",
    "alternate_title": "Alternate title|Alternativer Titel|Autre titre|Título alternativo|Translated title",
    "outlet": "Publication title|Publikationstitel|Titel der Publikation|Titre de la publication|Titre de publication|"
    "Título de publicación|Título de la publicación|Título da publicação|Titolo della pubblicazione",
    "date": "Publication date|Publikationsdatum|Datum der Publikation|Erscheinungsdatum|Veröffentlichungsdatum|"
    "Date de publication|Fecha de publicación|Data de publicação|Data di pubblicazione",
    "year": "Publication year|Year|Publikationsjahr|Erscheinungsjahr|Année de publication|Año de publicación|"
    "Ano de publicação|Anno di pubblicazione",
    "section": "Section|Sektion|Abschnitt|Rubrik|Rubrique|Sección|Seção|Sezione",
    "pages": "Pages|Page|First page|Start page|Seiten|Erste Seite|Première page|Páginas|Primera página|Pagine",
    "id": "ProQuest document ID|ProQuest-Dokument-ID|ProQuest Dokument-ID|Dokument-ID von ProQuest|"
    "ID du document ProQuest|ID de document ProQuest|Identifiant du document ProQuest|"
    "ID del documento de ProQuest|ID de documento de ProQuest|ID do documento do ProQuest|ID documento ProQuest",
    "url": "Document URL|Dokument-URL|Dokumenten-URL|URL du document|URL de document|URL del documento|URL do documento",
    "document_type": "Document type|Dokumenttyp|Dokumententyp|Dokumentart|Type de document|Tipo de documento|Tipo di documento",
    "source_type": "Source type|Quellentyp|Quelltyp|Type de source|Tipo de fuente|Tipo de fonte|Tipo di fonte",
    "language_given": "Language of publication|Language|Publikationssprache|Sprache der Publikation|Sprache|"
    "Langue de publication|Langue de la publication|Idioma de publicación|Idioma de la publicación|Idioma da publicação",
    "publisher": "Publisher|Verlag|Herausgeber|Éditeur|Editorial|Editor|Editora|Editore",
    "place": "Place of publication|Publikationsort|Ort der Publikation|Erscheinungsort|Lieu de publication|"
    "Lugar de publicación|Local de publicação|Luogo di pubblicazione",
    "country": "Country of publication|Publikationsland|Land der Publikation|Erscheinungsland|Pays de publication|"
    "País de publicación|País de publicação|Paese di pubblicazione",
    "subjects": "Subject|Subjects|Thema|Themen|Fach|Schlagwort|Sujet|Sujets|Materia|Assunto|Soggetto",
    "business_terms": "Business indexing term|Business-Indexbegriff|Terme d'indexation commerciale",
    "locations": "Location|Standort|Ort|Lieu|Lugar|Ubicación|Local|Luogo",
    "people": "People|Person|Personen|Personnes|Personas|Pessoas|Persone",
    "companies": "Company / organization|Company|Unternehmen / Organisation|Unternehmen/Organisation|Firma / Organisation|"
    "Entreprise / organisation|Société / organisation|Empresa / organización|Empresa u organización",
    "keywords": "Identifier / keyword|Keywords|Keyword|Identifier|Identifikator / Schlagwort|Schlüsselwort|"
    "Identifiant / mot-clé|Identificador / palabra clave",
    "classification": "Classification|Klassifikation|Klassifizierung|Clasificación",
    "features": "Document feature|Dokumentmerkmal|Caractéristique du document|Característica del documento",
    "series": "Column|Column name|Series|Supplement|Edition|Ausgabe",
    "volume": "Volume|Band|Volumen",
    "issue": "Issue|Heft|Numéro|Número",
    "publication_subject": "Publication subject|Thema der Publikation|Publikationsthema|Sujet de la publication|"
    "Materia de publicación",
    "issn": "ISSN|e-ISSN",
    "copyright": "Copyright|Derechos de autor",
    "last_updated": "Last updated|Zuletzt aktualisiert|Letzte Aktualisierung|Dernière mise à jour|Última actualización|"
    "Última atualização|Ultimo aggiornamento",
    "database": "Database|Datenbank|Base de données|Base de datos|Base de dados",
}
"""English as seen in exports; the other languages as ProQuest's pages name the fields, some in several wordings."""

ABOVE_TITLE = frozenset(
    "subjects business_terms locations people companies keywords classification features alternate_title".split()
)
"""Labels between the full text and the title; what comes after the title is metadata down to the record's end."""
BEGINS_RECORD = frozenset("full_text abstract links publication_info author".split())
"""Labels that stand above the full text only, and its own."""
ENDS_RECORD = frozenset("id url database last_updated outlet".split())
"""Labels that stand below the full text only."""

_LABEL = re.compile(r"([^\W\d_][^:\n]{1,45}?)[ \u00a0]?:(?=\s|$)")


def _key(label: str) -> str:
    return re.sub(r"\s+", "", label).casefold()


_BY_KEY = {_key(label): name for name, labels in _LABELS.items() for label in labels.split("|")}


def labelled(line: str) -> tuple[str, str] | None:
    """Our name of the label a line begins with, and the rest of the line; None for any other line."""
    match = _LABEL.match(line)
    name = _BY_KEY.get(_key(match[1])) if match else None
    return (name, line[match.end() :].strip()) if match and name else None
