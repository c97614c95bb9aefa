"""Networks in the formats of other libraries; each needs that library, as an extra."""
