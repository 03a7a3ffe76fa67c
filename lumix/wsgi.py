"""What gunicorn serves: `gunicorn lumix.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lumix.settings")
application = get_wsgi_application()
