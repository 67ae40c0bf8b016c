using System.Text.Json;
using Workflows.Tools.Schema;

namespace Workflows.Tools.Tests.Schema;

public sealed class SchemaValidatorTests
{
    [Theory]
    [InlineData("""{"type":"integer"}""", "3", true)]
    [InlineData("""{"type":"integer"}""", "3.0", true)]
    [InlineData("""{"type":"integer"}""", "3.5", false)]
    [InlineData("""{"type":["string","null"]}""", "null", true)]
    [InlineData("""{"type":["string","null"]}""", "1", false)]
    [InlineData("""{"enum":["a",1]}""", "1", true)]
    [InlineData("""{"enum":["a",1]}""", "\"b\"", false)]
    [InlineData("""{"const":{"a":1}}""", """{"a":1}""", true)]
    [InlineData("""{"required":["a"]}""", "{}", false)]
    [InlineData("""{"properties":{"a":{"type":"string"}},"additionalProperties":false}""", """{"b":1}""", false)]
    [InlineData("""{"additionalProperties":{"type":"number"}}""", """{"b":"x"}""", false)]
    [InlineData("""{"patternProperties":{"^x-":{"type":"string"}},"additionalProperties":false}""", """{"x-a":"1"}""", true)]
    [InlineData("""{"items":{"type":"number"}}""", "[1,\"2\"]", false)]
    [InlineData("""{"prefixItems":[{"type":"string"}],"items":{"type":"number"}}""", "[\"a\",2]", true)]
    [InlineData("""{"minItems":2}""", "[1]", false)]
    [InlineData("""{"uniqueItems":true}""", """[{"a":1,"b":2},{"b":2,"a":1}]""", false)]
    [InlineData("""{"minimum":1,"exclusiveMaximum":3}""", "3", false)]
    [InlineData("""{"multipleOf":0.1}""", "0.3", true)]
    [InlineData("""{"minLength":2}""", "\"é\"", false)]
    [InlineData("""{"pattern":"^[a-z]+$"}""", "\"ab1\"", false)]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"number"}]}""", "true", false)]
    [InlineData("""{"oneOf":[{"type":"integer"},{"minimum":2}]}""", "3", false)]
    [InlineData("""{"allOf":[{"minimum":1},{"maximum":2}]}""", "3", false)]
    [InlineData("""{"not":{"type":"string"}}""", "\"a\"", false)]
    [InlineData("""{"$ref":"#/$defs/a","$defs":{"a":{"type":"string"}}}""", "1", false)]
    [InlineData("false", "1", false)]
    [InlineData("""{"minLength":5,"format":"email"}""", "7", true)]
    public void Validate_Value_FitsOrNot(string schema, string value, bool fits) => Assert.Equal(fits, Validate(schema, value).Count == 0);

    [Fact]
    public void Validate_SchemaThatRefersToItself_Ends()
    {
        const string tree = """{"type":"object","properties":{"child":{"$ref":"#"}},"additionalProperties":false}""";
        Assert.Empty(Validate(tree, """{"child":{"child":{}}}"""));
        Assert.NotEmpty(Validate("""{"$ref":"#"}""", "1"));
    }

    [Fact]
    public void Validate_PatternWithoutEnd_RefusesInTime() =>
        Assert.NotEmpty(Validate("""{"pattern":"^(a+)+$"}""", $"\"{new string('a', 40)}!\""));

    [Theory]
    [InlineData("anyOf")]
    [InlineData("oneOf")]
    public void Validate_FormsThatMultiply_RefusesInTime(string forms)
    {
        var schema = """{"$ref":"#/$defs/x","$defs":{"x":{"FORMS":[{"$ref":"#/$defs/x"},{"$ref":"#/$defs/x"}]}}}""".Replace("FORMS", forms, StringComparison.Ordinal);
        Assert.Contains("takes too long", Validate(schema, "1")[0], StringComparison.Ordinal);
        Assert.NotEmpty(Validate(schema.Replace(forms, "allOf", StringComparison.Ordinal), "1"));
    }

    [Theory]
    [InlineData("""{"type":"string","maxLength":9}""", "\"\\ud800\"")]
    [InlineData("""{"required":"a"}""", "{}")]
    [InlineData("""{"anyOf":{}}""", "1")]
    public void Validate_HalfACharacterOrNoSchema_IsNotFitting(string schema, string value) =>
        Assert.Contains("cannot be checked", Assert.Single(Validate(schema, value)), StringComparison.Ordinal);

    [Fact]
    public void Validate_ManyErrors_NamesThePlaces()
    {
        var errors = Validate("""{"properties":{"a":{"items":{"type":"string"}}}}""", """{"a":["x",1]}""");
        Assert.Equal("'/a/1' must be string, but is number", Assert.Single(errors));
    }

    private static IReadOnlyList<string> Validate(string schema, string value)
    {
        using var parsedSchema = JsonDocument.Parse(schema);
        using var parsedValue = JsonDocument.Parse(value);
        return new SchemaValidator(parsedSchema.RootElement).Validate(parsedValue.RootElement);
    }
}
