"""About 400 invented families with three years of help planning, made by the product's services.

The same seed makes the same families. Nobody of them exists: family names are made of plants,
birds and brooks, addresses of streets that are on no map.
"""
