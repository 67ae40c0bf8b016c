using Microsoft.AspNetCore.Routing.Patterns;

namespace Runtime.Host.Discovery;

/// <summary>Route templates: parsed once at start-up, so that a wrong or doubled one never waits for its first request.</summary>
internal static class HttpRoutes
{
    /// <summary>The names of the route's parameters, or null and an error when the template cannot be parsed.</summary>
    public static IReadOnlyList<string>? ParameterNames(string route, string place, List<string> errors)
    {
        try
        {
            return [.. RoutePatternFactory.Parse(route).Parameters.Select(parameter => parameter.Name)];
        }
        catch (RoutePatternException error)
        {
            errors.Add($"{place}: the route '{route}' cannot be parsed: {error.Message}");
            return null;
        }
    }

    public static void Check(HttpFunctionTrigger http, string place, RouteConstraints constraints, List<string> errors)
    {
        foreach (var method in http.Methods.Where(method => method.Length == 0 || !method.All(IsTokenLetter)))
            errors.Add($"{place}: '{method}' is no HTTP method.");
        foreach (var parameter in RoutePatternFactory.Parse(http.Route).Parameters)
        {
            foreach (var constraint in parameter.ParameterPolicies.Select(policy => policy.Content).OfType<string>())
            {
                if (constraints.Problem(constraint) is { } problem)
                    errors.Add($"{place}: the constraint '{constraint}' of '{parameter.Name}' in the route '{http.Route}' is wrong: {problem}.");
            }
        }
    }

    public static void CheckConflicts(IEnumerable<FunctionModel> models, List<string> errors)
    {
        var routed = models.Where(model => model.Trigger is HttpFunctionTrigger)
            .Select(model => (model, http: (HttpFunctionTrigger)model.Trigger));
        foreach (var same in routed.GroupBy(pair => Shape(pair.http.Route), StringComparer.OrdinalIgnoreCase))
        {
            var taken = new Dictionary<string, FunctionModel>(StringComparer.Ordinal);
            foreach (var (model, http) in same)
                Claim(model, http, taken, errors);
        }
    }

    private static void Claim(FunctionModel model, HttpFunctionTrigger http, Dictionary<string, FunctionModel> taken, List<string> errors)
    {
        foreach (var method in http.Methods.Count == 0 ? (IReadOnlyList<string>)["*"] : http.Methods)
        {
            if (taken.TryAdd(method, model))
                continue;
            var what = method == "*" ? "every method" : method;
            errors.Add($"{model.EntryPoint} and {taken[method].EntryPoint} both answer {what} on the route '{http.Route.Trim('/')}'.");
        }
    }

    private static bool IsTokenLetter(char letter) => char.IsAsciiLetterOrDigit(letter) || "!#$%&'*+-.^_`|~".Contains(letter, StringComparison.Ordinal);

    // Two templates that differ only in the names of their parameters match the same paths.
    private static string Shape(string route) =>
        string.Join('/', RoutePatternFactory.Parse(route).PathSegments.Select(segment => string.Concat(segment.Parts.Select(Shape))));

    private static string Shape(RoutePatternPart part) => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        RoutePatternParameterPart parameter =>
            $"{{{parameter.ParameterKind}:{string.Join(':', parameter.ParameterPolicies.Select(policy => policy.Content))}}}",
        _ => "",
    };
}
