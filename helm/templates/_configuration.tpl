{{/* Where the database's address lies, as the service sees it. */}}
{{- define "burnscope.databaseUrlFile" -}}
/run/secrets/burnscope-database/url
{{- end }}

{{/* The configuration file: the given one, with what the chart knows laid over it. */}}
{{- define "burnscope.configuration" -}}
{{- $known := dict "web" (dict "external_url" (include "burnscope.externalUrl" .)) }}
{{- if .Values.database.urlSecret.name }}
{{- $_ := set $known "database" (dict "url_file" (include "burnscope.databaseUrlFile" .)) }}
{{- end }}
{{- mergeOverwrite (deepCopy .Values.config) $known | toYaml }}
{{- end }}

{{/* What the service opens once, as far as the configuration says it; the rest is in the pod's own specification. */}}
{{- define "burnscope.restartSettings" -}}
{{- $investigations := dig "database" "investigations" "" .Values.config }}
{{- $workers := dig "investigation" "workers" "" .Values.config }}
{{- $s3 := dig "storage" "s3" "" .Values.config }}
{{- dict "investigations" $investigations "workers" $workers "s3" $s3 | toJson }}
{{- end }}

{{/* A running investigation has its whole deadline to end in, and the service 15 seconds to let go of everything. */}}
{{- define "burnscope.graceSeconds" -}}
{{- dig "investigation" "deadline_seconds" 30 .Values.config | int | add 15 }}
{{- end }}

{{/* What would start and then lose or hide something is refused here, with the value to change. */}}
{{- define "burnscope.refuse" -}}
{{- $config := .Values.config }}
{{- if dig "storage" "path" "" $config }}
{{- fail "config.storage.path: leave it out, the chart mounts the volume (persistence) and says where it is" }}
{{- end }}
{{- if dig "web" "listen_address" "" $config }}
{{- fail "config.web.listen_address: leave it out, the probes and the Service expect port 9098 (service.port is what others see)" }}
{{- end }}
{{- if dig "database" "url_file" "" $config }}
{{- fail "config.database.url_file: set database.urlSecret.name instead, the chart mounts the Secret and names the file" }}
{{- end }}
{{- range .Values.env }}
{{- if eq .name "DATABASE_URL" }}
{{- fail "env DATABASE_URL: set database.urlSecret.name instead, so that the address is a file and never in the environment" }}
{{- end }}
{{- end }}
{{- if and .Values.ingress.enabled (not .Values.ingress.host) }}
{{- fail "ingress.host: an ingress needs a host, links in posts begin with it" }}
{{- end }}
{{- if gt (int .Values.replicas) 1 }}
{{- if not .Values.database.urlSecret.name }}
{{- fail "replicas: more than one needs database.urlSecret.name (PostgreSQL), the embedded database has one owner" }}
{{- end }}
{{- $shared := and .Values.persistence.enabled (eq .Values.persistence.accessMode "ReadWriteMany") }}
{{- $bucket := dig "storage" "s3" "bucket" "" $config }}
{{- if and (not $shared) (not $bucket) }}
{{- fail "replicas: more than one needs config.storage.s3, or persistence.enabled with accessMode ReadWriteMany: profiles and evidence are files that every replica serves" }}
{{- end }}
{{- if and (not $shared) .Values.persistence.enabled }}
{{- fail "replicas: a volume that is not ReadWriteMany hangs on one node; with config.storage.s3 and PostgreSQL nothing is left in it that has to stay, set persistence.enabled=false" }}
{{- end }}
{{- end }}
{{- end }}
