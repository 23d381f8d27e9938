{{/* Name of the chart, for labels. */}}
{{- define "burnscope.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* Name of every object: the release's, with the chart's behind it unless it is in there already. DNS allows 63 characters. */}}
{{- define "burnscope.fullname" -}}
{{- $name := include "burnscope.name" . }}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else if contains $name .Release.Name }}
{{- .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{/* What never changes over a release's life: a Deployment's selector is immutable. */}}
{{- define "burnscope.selectorLabels" -}}
app.kubernetes.io/name: {{ include "burnscope.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "burnscope.labels" -}}
{{ include "burnscope.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "burnscope.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- .Values.serviceAccount.name | default (include "burnscope.fullname" .) }}
{{- else }}
{{- .Values.serviceAccount.name | default "default" }}
{{- end }}
{{- end }}

{{- define "burnscope.claimName" -}}
{{- .Values.persistence.existingClaim | default (include "burnscope.fullname" .) }}
{{- end }}

{{/* Inside the cluster: where Alertmanager delivers. */}}
{{- define "burnscope.internalUrl" -}}
{{- printf "http://%s.%s.svc:%d" (include "burnscope.fullname" .) .Release.Namespace (int .Values.service.port) }}
{{- end }}

{{/* What links in posts begin with: the configuration's word, else the ingress, else an address that only the cluster can open. */}}
{{- define "burnscope.externalUrl" -}}
{{- $configured := dig "web" "external_url" "" .Values.config }}
{{- if $configured }}
{{- $configured }}
{{- else if .Values.ingress.enabled }}
{{- printf "%s://%s" (ternary "https" "http" (not (empty .Values.ingress.tlsSecret))) .Values.ingress.host }}
{{- else }}
{{- include "burnscope.internalUrl" . }}
{{- end }}
{{- end }}
