using System.Globalization;
using System.Net.Http;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Parley.Contracts;
using Parley.Gateway.Http.Answers;
using Parley.Protocol.Json;

namespace Parley.Gateway.Http.OpenApi;

/// <summary>The document of the API, <c>/openapi/v1.json</c>: made of what each endpoint is described as, once, when somebody asks for it.</summary>
internal static class ApiDocument
{
    private const string Name = "v1";
    private const string ProblemSchema = "Problem";
    private const string Bearer = "bearer";
    private const string CookieScheme = "cookie";

    private static readonly IReadOnlyDictionary<Type, string> EventNames =
        typeof(Event).GetCustomAttributes<JsonDerivedTypeAttribute>().ToDictionary(d => d.DerivedType, d => (string)d.TypeDiscriminator!);

    public static void AddApiDocument(this IServiceCollection services, string version)
    {
        services.Configure<JsonOptions>(options =>
        {
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            options.SerializerOptions.TypeInfoResolverChain.Clear();
            options.SerializerOptions.TypeInfoResolverChain.Add(WebJson.Default);
            options.SerializerOptions.TypeInfoResolverChain.Add(JsonProtocol.Shapes);
        });
        services.AddOpenApi(Name, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.AddSchemaTransformer(ShapeAsync);
            options.AddOperationTransformer(DescribeAsync);
            options.AddDocumentTransformer((document, context, token) => FrameAsync(document, context, version, token));
        });
    }

    public static void MapApiDocument(this IEndpointRouteBuilder routes)
    {
        var made = new Lazy<Task<byte[]>>(() => MakeAsync(routes.ServiceProvider));
        routes.MapGet("/openapi/v1.json", async context =>
        {
            context.Response.ContentType = Json.ContentType;
            await context.Response.Body.WriteAsync(await made.Value, context.RequestAborted);
        });
    }

    private static async Task<byte[]> MakeAsync(IServiceProvider services)
    {
        var document = await services.GetRequiredKeyedService<IOpenApiDocumentProvider>(Name).GetOpenApiDocumentAsync(CancellationToken.None);
        var bytes = new MemoryStream();
        await document.SerializeAsJsonAsync(bytes, OpenApiSpecVersion.OpenApi3_1, CancellationToken.None);
        return bytes.ToArray();
    }

    private static async Task FrameAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, string version, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo { Title = "Parley", Version = version, Description = "The HTTP API: docs/protocol/http.md. Objects have the members of the JSON protocol's events: docs/protocol/json.md." };
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.AddComponent(ProblemSchema, await context.GetOrCreateSchemaAsync(typeof(ProblemBody), cancellationToken: cancellationToken));
        document.AddComponent<IOpenApiSecurityScheme>(Bearer, new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "The token of a login." });
        document.AddComponent<IOpenApiSecurityScheme>(
            CookieScheme,
            new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Cookie, Name = Requests.Carried.Cookie, Description = "Set by a login with cookie: true; what changes something then needs an Origin of this server." });
        document.RegisterComponents();
    }

    private static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<Described>().FirstOrDefault() is not { } described)
            return Task.CompletedTask;
        operation.OperationId = HttpMethods.IsHead(context.Description.HttpMethod ?? "") ? described.Id + "Head" : described.Id;
        operation.Summary = described.Summary;
        operation.Tags = new HashSet<OpenApiTagReference> { new(described.Tag, context.Document) };
        operation.Parameters = [.. described.Parameters.Select(Parameter)];
        if (described.Content is (null, [var raw]))
            operation.RequestBody = new OpenApiRequestBody { Required = true, Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { [raw] = Binary() } };
        else if (operation.RequestBody is OpenApiRequestBody body)
            body.Required = true;
        operation.Responses ??= [];
        foreach (var answer in described.Answers)
        {
            var key = answer.Status.ToString(CultureInfo.InvariantCulture);
            var response = operation.Responses.GetValueOrDefault(key) as OpenApiResponse ?? new OpenApiResponse();
            response.Description = answer.Description;
            if (answer is { Type: null, ContentType: { } type })
                response.Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { [type] = Binary() };
            operation.Responses[key] = response;
        }
        operation.Responses["default"] = new OpenApiResponse
        {
            Description = "A refusal: code is the number of docs/protocol/line.md, \"Errors\". 429 and 503 say by Retry-After when to come back",
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { [Problem.ContentType] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(ProblemSchema, context.Document) } },
        };
        operation.Security = described.IsOpen ? [] :
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(CookieScheme, context.Document)] = [] },
        ];
        return Task.CompletedTask;
    }

    private static IOpenApiParameter Parameter(DescribedParameter parameter) => new OpenApiParameter
    {
        Name = parameter.Name,
        In = parameter.In switch { "path" => ParameterLocation.Path, "header" => ParameterLocation.Header, _ => ParameterLocation.Query },
        Required = parameter.IsRequired || parameter.In == "path",
        Description = parameter.Description,
        Schema = parameter.Type == typeof(string) ? new OpenApiSchema { Type = JsonSchemaType.String }
            : new OpenApiSchema { Type = JsonSchemaType.Integer, Format = parameter.Type == typeof(long) ? "int64" : "int32" },
    };

    private static OpenApiMediaType Binary() => new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } };

    /// <summary>What converters write, which no shape tells; and the names of events.</summary>
    private static Task ShapeAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        // What has no value is not written.
        schema.Required?.ExceptWith(context.JsonTypeInfo.Properties.Where(p => p.IsGetNullable || Nullable.GetUnderlyingType(p.PropertyType) is not null).Select(p => p.Name));
        if (type == typeof(Position) || type == typeof(ConversationId))
            (schema.Type, schema.Format, schema.Properties) = (JsonSchemaType.Integer, "int64", null);
        else if (type == typeof(DateTimeOffset))
            (schema.Type, schema.Format) = (JsonSchemaType.String, "date-time");
        else if (type.IsAssignableTo(typeof(Event)) && schema.Properties is { } properties)
        {
            properties.Remove("ref");
            if (EventNames.TryGetValue(type, out var name))
            {
                properties["t"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [JsonValue.Create(name)] };
                (schema.Required ??= new HashSet<string>(StringComparer.Ordinal)).Add("t");
            }
        }
        return Task.CompletedTask;
    }
}
