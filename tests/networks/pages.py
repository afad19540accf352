"""Asking for the registry's pages, and what their forms send."""

import json

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse


def url(name, *args):
    return reverse(f"networks:{name}", args=args)


def listed(client, view, **params):
    response = client.get(url(view), params)
    assert response.status_code == 200
    return [row.object.name for row in response.context["table_rows"]]


def upload(content, **values):
    return {
        "level": "district",
        "file": SimpleUploadedFile("grenzen.geojson", content),
        "key_name": "key",
        "valid_from": "2024-01-01",
        "source": "Vermessungsamt",
        "licence": "",
        "_version": "0",
        **values,
    }


def geojson(**shapes):
    features = [
        {"type": "Feature", "properties": {"key": key}, "geometry": shape}
        for key, shape in shapes.items()
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()
